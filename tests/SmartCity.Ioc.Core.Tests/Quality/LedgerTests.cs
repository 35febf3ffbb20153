using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Core.Tests.Quality;

public class LedgerTests
{
    private const long Minute = 60_000_000_000;

    private readonly Ledger _ledger = new();

    [Fact]
    public void Snapshot_WhileAFrameIsCounted_ShowsAllOfItOrNothing()
    {
        LedgerSnapshot? seen = null;
        using var started = new ManualResetEventSlim();
        var reader = new Thread(() =>
        {
            started.Set();
            seen = _ledger.Snapshot();
        });
        using (_ledger.CountTogether())
        {
            _ledger.Count(LedgerEntry.Received, Minute, 2);
            reader.Start();
            started.Wait();
            _ledger.Count(LedgerEntry.Accepted, Minute, 2);
        }

        reader.Join();
        seen!.Messages.Should().BeEquivalentTo(new { Received = 2, Accepted = 2, Difference = 0 });
    }

    [Fact]
    public void Snapshot_StoreGaveSomeUp_CountsThemNeitherAsStoredNorAsWaiting()
    {
        Accept(10 * Minute, 5);
        _ledger.StoredUpTo(4, 4);
        _ledger.NotStoredInAll(1, 1);

        _ledger.Snapshot().Messages.Should().BeEquivalentTo(new { Accepted = 5, Stored = 3, NotStored = 1, Waiting = 1 });

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        _ledger.Save(writer);
        stream.Position = 0;
        var restored = new Ledger();
        using var reader = new BinaryReader(stream);
        restored.Restore(reader);
        restored.Snapshot().Messages.NotStored.Should().Be(1);
    }

    [Fact]
    public void Snapshot_StoreBehind_SaysInEachMinuteWhatWaits()
    {
        Accept(10 * Minute, 5);
        Accept(11 * Minute, 7);
        _ledger.Count(LedgerEntry.Stored, 0, 4);
        _ledger.Count(LedgerEntry.Stored, 0, 2);

        var snapshot = _ledger.Snapshot();

        snapshot.Messages.Should().BeEquivalentTo(new { Accepted = 12, Stored = 6, Waiting = 6 });
        snapshot.Minutes.Select(minute => (minute.StartNanos / Minute, minute.Messages.Stored, minute.Messages.Waiting))
            .Should().Equal((10, 5, 0), (11, 1, 6));
        snapshot.IsBalanced.Should().BeTrue();
    }

    [Fact]
    public void StoredUpTo_AheadOfAReplay_NeverCountsMoreThanWasAccepted()
    {
        Accept(10 * Minute, 5);
        _ledger.StoredUpTo(9, 9);
        _ledger.Snapshot().Messages.Should().BeEquivalentTo(new { Accepted = 5, Stored = 5 });

        Accept(10 * Minute, 6);
        _ledger.Snapshot().Messages.Should().BeEquivalentTo(new { Accepted = 11, Stored = 9, Waiting = 2 });
    }

    [Fact]
    public void Thinned_IsNotStoredInItsMinuteAndWaitsForNothing()
    {
        Accept(10 * Minute, 5);
        _ledger.Count(LedgerEntry.Thinned, 10 * Minute, 2, 4);
        Accept(11 * Minute, 3);
        (_ledger.MessagesToStore, _ledger.ReadingsToStore).Should().Be((6, 12));
        _ledger.StoredUpTo(4, 8);
        _ledger.NotStoredInAll(1, 2);

        var snapshot = _ledger.Snapshot();

        snapshot.Messages.Should().BeEquivalentTo(new { Accepted = 8, Stored = 3, NotStored = 3, Thinned = 2, Waiting = 2 });
        snapshot.Readings.Should().BeEquivalentTo(new { Accepted = 16, Stored = 6, NotStored = 6, Thinned = 4, Waiting = 4 });
        snapshot.Minutes.Select(minute => (minute.Messages.Stored, minute.Messages.NotStored, minute.Messages.Waiting))
            .Should().Equal((3, 2, 0), (1, 0, 2));
    }

    [Fact]
    public void Shed_IsBesideTheBalance()
    {
        Accept(10 * Minute, 5);
        _ledger.Count(LedgerEntry.Shed, 10 * Minute, 7);

        var snapshot = _ledger.Snapshot();

        snapshot.IsBalanced.Should().BeTrue();
        snapshot.Messages.Should().BeEquivalentTo(new { Received = 5, Accepted = 5, Shed = 7 });
        snapshot.Minutes.Should().ContainSingle().Which.Messages.Shed.Should().Be(7);
    }

    [Fact]
    public void Ledger_OfTheVersionBefore_IsRead()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write((byte)2);
        foreach (var mark in new long[] { 2, 4, 1, 2, 10 })
        {
            writer.Write(mark);
        }

        void Line(long minute)
        {
            writer.Write(minute);
            for (var column = 0; column < 8; column++)
            {
                writer.Write(column < 2 ? 5L : 0);
                writer.Write(column < 2 ? 10L : 0);
            }
        }

        Line(0);
        writer.Write(1);
        Line(10);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);

        _ledger.Restore(reader);

        stream.Position.Should().Be(stream.Length);
        _ledger.Snapshot().Messages.Should().BeEquivalentTo(new { Received = 5, Accepted = 5, Stored = 1, NotStored = 1, Waiting = 3, Shed = 0 });
        _ledger.Snapshot().Minutes.Should().ContainSingle().Which.Readings.Accepted.Should().Be(10);
    }

    [Fact]
    public void Snapshot_MessageThatNobodyAnswersFor_IsNotBalanced()
    {
        _ledger.Count(LedgerEntry.Received, Minute, 2);
        _ledger.Count(LedgerEntry.Quarantined, Minute, 1);

        _ledger.Snapshot().IsBalanced.Should().BeFalse();
        _ledger.Snapshot().Messages.Difference.Should().Be(1);
    }

    [Fact]
    public void Minutes_OlderThanADay_StayInTheTotalOnly()
    {
        Accept(0, 3);
        Accept(Ledger.MinutesKept * Minute, 2);
        Accept(0, 1);

        var snapshot = _ledger.Snapshot();
        snapshot.Messages.Accepted.Should().Be(6);
        snapshot.Minutes.Should().ContainSingle().Which.Messages.Accepted.Should().Be(2);
    }

    [Fact]
    public void Ledger_SavedAndRestored_IsTheSame()
    {
        Accept(10 * Minute, 5);
        _ledger.Count(LedgerEntry.Stored, 0, 2, 3);
        _ledger.Count(LedgerEntry.Thinned, 10 * Minute, 1, 2);
        _ledger.Count(LedgerEntry.Shed, 10 * Minute, 4);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        _ledger.Save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);

        var restored = new Ledger();
        restored.Restore(reader);

        restored.Snapshot().Should().BeEquivalentTo(_ledger.Snapshot());
    }

    private void Accept(long atNanos, int messages)
    {
        _ledger.Count(LedgerEntry.Received, atNanos, messages, messages * 2);
        _ledger.Count(LedgerEntry.Accepted, atNanos, messages, messages * 2);
    }
}
