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
        _ledger.NotStored(1, 1);

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
