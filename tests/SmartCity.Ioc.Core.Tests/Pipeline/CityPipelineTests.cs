using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Pipeline;

public class CityPipelineTests
{
    [Fact]
    public void Window_ItsEndAndTheLatenessPassed_IsGivenOutOnceWithItsNumbers()
    {
        using var run = PipelineRun.Of(SmallCity.Create(), [Pm25(1_000, 10.1), Pm25(5_000, 10.3), Pm25(9_999, 10.5), new Frame(39_999)]);
        run.Windows.Should().BeEmpty();

        run.Feed(new Frame(40_000));

        var window = run.Windows.Should().ContainSingle().Subject;
        window.Should().BeEquivalentTo(new
        {
            Scope = AggregateScope.Device,
            Stage = AggregateStage.Final,
            StartNanos = PipelineRun.Nanos(0),
            LengthNanos = 10_000_000_000L,
            Revision = 0,
            Count = 3L,
            Sum = 30.9,
            Mean = 10.3,
            Min = 10.1,
            Max = 10.5,
            First = 10.1,
            Last = 10.5,
            Coverage = 1.0,
        });
        window.StandardDeviation.Should().BeApproximately(Math.Sqrt(0.08 / 3), 1e-9);
        window.P50.Should().BeApproximately(10.3, 0.103);
    }

    [Fact]
    public void Window_ReadingAfterTheClose_IsCorrectedAtEveryLevelAndInTheZonesAbove()
    {
        using var run = PipelineRun.Of(
            SmallCity.Create(),
            [Pm25(1_000, 10), Pm25(61_000, 20), new Frame(200_000), Late(200_500, 2_000, 30), new Frame(201_000)]);

        run.Window("air-1", "pm25", 0, 10).Should().BeEquivalentTo(new { Stage = AggregateStage.Correction, Revision = 1, Count = 2L, Mean = 20.0 });
        run.Window("air-1", "pm25", 0, 60).Should().BeEquivalentTo(new { Stage = AggregateStage.Correction, Revision = 1, Count = 2L, Last = 30.0 });
        foreach (var zone in new[] { "e1", "east", "prov" })
        {
            run.Zone(zone, "pm25", 0, 60).Should().BeEquivalentTo(new { Stage = AggregateStage.Correction, Revision = 1, Count = 2L, Max = 30.0 });
        }

        run.Feed(new Frame((15 * 60_000) + 30_000));
        run.Window("air-1", "pm25", 0, 900).Should().BeEquivalentTo(new { Stage = AggregateStage.Final, Count = 3L, Sum = 60.0 });
    }

    [Fact]
    public void Reading_BeyondTheHorizon_GoesToLateAndIntoNoWindow()
    {
        using var run = PipelineRun.Of(SmallCity.Create(), [Pm25(7_200_000, 10), Late(7_201_000, 7_201_000 - 3_630_001, 30), new Frame(7_300_000)]);

        run.Log.Should().ContainSingle(line => line.StartsWith("late air-1", StringComparison.Ordinal));
        run.Windows.Should().NotContain(window => window.Max == 30);
        run.Ledger.Snapshot().Messages.Should().BeEquivalentTo(new { Received = 2, Accepted = 1, Late = 1, Difference = 0 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Message_DeliveredAgainBehindHundredsOfOthers_IsADuplicateAndNotLate(bool numbered)
    {
        // Once a second, ten times as often as expected; a broker that was away delivers again what it had sent first.
        using var run = new PipelineRun(SmallCity.Create());
        for (var i = 0; i < 900; i++)
        {
            run.Feed(new Frame(i * 1_000, Numbered(i, i * 1_000)));
        }

        run.Feed(new Frame(900_000, Numbered(0, 900_000), Numbered(1, 900_000), Numbered(300, 900_000)));

        run.Ledger.Snapshot().Messages.Should().BeEquivalentTo(new { Received = 903, Accepted = 900, Duplicate = 3, Late = 0, Lost = 0 });

        Say Numbered(int n, long receivedMs) => new("air-1", n * 1_000, receivedMs, numbered ? (ulong)n : null, MessageMarks.None, ("pm25", n));
    }

    [Fact]
    public void Message_DeliveredAgainAfterTheHorizon_IsADuplicateAndNotLate()
    {
        using var run = new PipelineRun(SmallCity.Create());
        run.Feed(new Frame(0, new Say("air-1", 0, 0, 1, MessageMarks.None, ("pm25", 1))));
        run.Feed(new Frame(90_000_000, new Say("air-1", 90_000_000, 90_000_000, 2, MessageMarks.None, ("pm25", 2))));
        run.Feed(new Frame(90_000_100, new Say("air-1", 0, 90_000_100, 1, MessageMarks.None, ("pm25", 1))));

        run.Ledger.Snapshot().Messages.Should().BeEquivalentTo(new { Received = 3, Accepted = 2, Duplicate = 1, Late = 0 });
    }

    [Fact]
    public void Day_InTheCity_BeginsAtLocalMidnight()
    {
        // The epoch is 07:00 in the city; its day began at 17:00 UTC of the day before and ends 17 hours later.
        using var run = PipelineRun.Of(SmallCity.Create(), [Pm25(1_000, 10), new Frame((17 * 3_600_000) + 30_000)]);

        run.Window("air-1", "pm25", -7 * 3_600_000, 86_400).Count.Should().Be(1);
    }

    [Fact]
    public void ZoneWindow_BeforeItsEnd_IsShownProvisionallyOnceASecond()
    {
        using var run = PipelineRun.Of(SmallCity.Create(), [Pm25(1_000, 10), new Frame(1_200), new Frame(2_000), new Frame(3_000)]);

        run.Provisional.Select(window => run.Registry.Zones[window.Owner].Id).Should().Equal("prov", "east", "e1");
        run.Provisional.Should().OnlyContain(window => window.Stage == AggregateStage.Provisional && window.Mean == 10);
    }

    [Fact]
    public void RetainedMessage_NewerThanWhatIsKnown_UpdatesTheLatestAndCountsNowhere()
    {
        using var run = PipelineRun.Of(SmallCity.Create(), [
            new Frame(5_000, new Say("air-1", 4_000, 5_000, null, MessageMarks.Retained, ("pm25", 7))),
            new Frame(5_100, new Say("air-1", 4_000, 5_100, null, MessageMarks.Retained, ("pm25", 7))),
            new Frame(50_000)]);

        run.Log.Should().ContainSingle().Which.Should().StartWith("last-known air-1");
        run.Ledger.Snapshot().Messages.Should().BeEquivalentTo(new { Received = 0, Accepted = 0, Retained = 2 });
    }

    [Fact]
    public void DataClock_RecordingOfThePast_RunsOnItsOwnTime()
    {
        var options = new PipelineOptions { Clock = ClockSource.Data };
        using var run = PipelineRun.Of(
            SmallCity.Create(),
            [new Frame(900_000_000, Old(1_000, 1), Old(11_000, 2), Old(45_500, 3)), new Frame(901_000_000)],
            options);

        run.Windows.Should().ContainSingle().Which.Should().BeEquivalentTo(new { StartNanos = PipelineRun.Nanos(0), Count = 1L });
        run.Ledger.Snapshot().Messages.Accepted.Should().Be(3);

        static Say Old(long ms, double value) => new("air-1", ms, 900_000_000, null, MessageMarks.None, ("pm25", value));
    }

    [Fact]
    public void Ledger_SidesThatDiffer_RaiseAnAlertOnTheServerUntilTheyAgree()
    {
        using var run = PipelineRun.Of(SmallCity.Create(), [Pm25(1_000, 10), new Frame(12_000)]);
        run.Log.Should().NotContain(line => line.StartsWith("alert", StringComparison.Ordinal));

        run.Ledger.Count(LedgerEntry.Received, PipelineRun.Nanos(12_000), 3);
        run.Feed(new Frame(20_000));
        var alert = run.Engine.Open.Should().ContainSingle().Subject;
        alert.Should().BeEquivalentTo(new { Rule = "server-ledger", Device = "server", Kind = "infrastructure", Zone = "prov", Value = 3.0 });

        run.Restart(run.Save(), run.Log.Count);
        run.Feed(new Frame(40_000));
        run.Engine.Open.Should().ContainSingle().Which.Id.Should().Be(alert.Id);

        run.Ledger.Count(LedgerEntry.Quarantined, PipelineRun.Nanos(41_000), 3);
        run.Feed(new Frame(50_000));
        run.Log[^1].Should().Contain($"cleared {alert.Id}");
    }

    private static Frame Pm25(long ms, double value) => new(ms, new Say("air-1", ms, ms, null, MessageMarks.None, ("pm25", value)));

    private static Frame Late(long clockMs, long eventMs, double value) =>
        new(clockMs, new Say("air-1", eventMs, clockMs, null, MessageMarks.None, ("pm25", value)));

    [Fact]
    public void Restore_OfTwiceAsManyDevices_TakesAboutTwiceTheMemory()
    {
        // Whatever grows by one device at a time is copied for each: at a hundred thousand devices a start took minutes.
        var (some, twice) = (AllocatedByRestore(3_000), AllocatedByRestore(6_000));

        twice.Should().BeLessThan(some * 5 / 2);
    }

    private static long AllocatedByRestore(int devices)
    {
        using var run = new PipelineRun(SmallCity.Create());
        run.Feed(new Frame(0, [.. Enumerable.Range(0, devices).Select(i => new Say($"stranger-{i}", 0, 0, null, MessageMarks.None, ("pm25", i)))]));
        run.Feed(new Frame(3_600_000));
        var state = run.Save();
        var before = GC.GetAllocatedBytesForCurrentThread();
        run.Restart(state, run.Log.Count);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
