using System.Text;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Journals;

namespace SmartCity.Ioc.Storage.Tests.Journals;

public sealed class JournalBudgetTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(new string('x', 1000 - FrameHeader.Size));

    private static readonly FileJournalOptions Options = new()
    {
        Directory = "",
        Name = "test",
        SegmentBytes = 10_000,
        BudgetBytes = 50_000,
        KeepSpan = TimeSpan.Zero,
        Readers = ["writer"],
    };

    [Fact]
    public void Segments_PassedByEveryReader_AreDeleted()
    {
        using var test = new JournalUnderTest(Options);
        Append(test, 35);
        test.Files.Should().HaveCount(4);
        test.Journal.StorePosition("writer", new JournalPosition(25_000));
        test.Files.Should().HaveCount(2);
        test.Journal.First.Offset.Should().Be(20_000);
        test.ReadAll().Should().HaveCount(15);
        test.Journal.Statistics.MissedBytes.Should().Be(20_000);
        test.Journal.Statistics.GivenUpBytes.Should().Be(0);
    }

    [Fact]
    public void Segments_YoungerThanTheKeepSpan_StayForARecording()
    {
        using var test = new JournalUnderTest(Options with { KeepSpan = TimeSpan.FromSeconds(20) });
        Append(test, 35);
        test.Journal.StorePosition("writer", test.Journal.End);
        test.Journal.First.Offset.Should().Be(10_000, "its last frame is 25 s old, the next segment's 15 s");
    }

    [Fact]
    public void Budget_UsedUp_TakesFirstWhatEveryoneHasReadWhateverItsAge()
    {
        using var test = new JournalUnderTest(Options with { KeepSpan = TimeSpan.FromHours(1) });
        Append(test, 45);
        test.Journal.StorePosition("writer", test.Journal.End);
        test.Files.Should().HaveCount(5);
        Append(test, 20);
        test.Journal.First.Offset.Should().Be(20_000);
        test.Journal.Statistics.GivenUpBytes.Should().Be(0);
    }

    [Fact]
    public void Budget_UsedUpAndRefusing_TakesNothingMoreUntilAReaderMoves()
    {
        using var test = new JournalUnderTest(Options);
        Append(test, 50);
        var appending = () => Append(test, 1);
        appending.Should().Throw<JournalFullException>();
        test.ReadAll().Should().HaveCount(50);
        test.Journal.StorePosition("writer", new JournalPosition(10_000));
        appending.Should().NotThrow();
        test.ReadAll(new JournalPosition(10_000)).Should().HaveCount(41);
    }

    [Fact]
    public void Budget_UsedUpAndGivingUp_TakesReadingsFirstAndCounts()
    {
        using var test = new JournalUnderTest(Options with
        {
            WhenFull = BudgetPolicy.GiveUpOldest,
            SegmentBytes = 100_000,
            BudgetBytes = 500_000,
        });
        var told = 0L;
        test.Journal.GivenUp += bytes => told += bytes;
        for (var i = 0; i < 600; i++)
        {
            test.Journal.Append(i % 20 == 0 ? FrameKind.Points : FrameKind.Readings, i, Body);
        }

        test.Journal.Flush(durable: true);
        var given = test.Journal.Statistics.GivenUpBytes;
        given.Should().BeGreaterThan(80_000).And.Be(told);
        test.Journal.First.Should().Be(JournalPosition.Start, "the windows of the oldest segment stay");
        Kinds(test).Should().Be((30, 380), "all windows are there, the readings of two segments of 95 are not");
        test.Journal.Statistics.DamagedPlaces.Should().Be(0);
        test.Reopen();
        Kinds(test).Should().Be((30, 380));
        test.Journal.Statistics.HeldBytes.Should().Be(600_000 - given);
    }

    [Fact]
    public void Budget_UsedUpByWindowsOnly_GivesUpTheOldestSegment()
    {
        using var test = new JournalUnderTest(Options with { WhenFull = BudgetPolicy.GiveUpOldest });
        Append(test, 70);
        test.Journal.First.Offset.Should().Be(20_000);
        test.Journal.Statistics.GivenUpBytes.Should().Be(20_000);
        test.ReadAll().Should().HaveCount(50);
    }

    private static (int Windows, int Readings) Kinds(JournalUnderTest test)
    {
        using var reader = test.Journal.Read(JournalPosition.Start);
        var (windows, readings) = (0, 0);
        while (reader.TryRead(out var frame))
        {
            _ = frame.Kind == FrameKind.Readings ? readings++ : windows++;
        }

        return (windows, readings);
    }

    // One frame of 1000 bytes a second.
    private static void Append(JournalUnderTest test, int frames)
    {
        for (var i = 0; i < frames; i++)
        {
            test.Journal.Append(FrameKind.Points, test.Journal.LastTimeNanos + 1_000_000_000, Body);
        }

        test.Journal.Flush(durable: true);
    }
}
