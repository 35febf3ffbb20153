using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Core.Tests.Pipeline;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.BackFill;

namespace SmartCity.Ioc.Core.Tests.TimeSeries;

public class BackFillTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void History_BeyondTheHorizon_IsAcceptedOnceAndInNoWindowNorRule()
    {
        using var run = PipelineRun.Of(
            SmallCity.Create(SmallCity.Threshold("pm25-high", 0, "pm25", 5)),
            [
                new Frame(5 * Hour, Numbered("air-1", Hour, 1, 7)),
                new Frame((5 * Hour) + 1_000, Numbered("air-1", Hour, 1, 7)),
                new Frame(20 * Hour),
            ]);
        run.Ledger.Snapshot().Messages.Should().BeEquivalentTo(new { Received = 2, Accepted = 1, Duplicate = 1, Late = 0, Difference = 0 });
        run.Windows.Should().BeEmpty();
        run.Log.Should().Contain(line => line.StartsWith("back-filled air-1", StringComparison.Ordinal))
            .And.NotContain(line => line.StartsWith("alert", StringComparison.Ordinal));
    }

    [Fact]
    public void History_WithoutNumbersSentAgain_CountsOnceAlsoAfterARestart()
    {
        Say[] month = [.. Enumerable.Range(0, 40).Select(i => Unnumbered("air-1", Hour + (i * 60_000), 7))];
        using var run = new PipelineRun(SmallCity.Create());
        run.Feed(new Frame(5 * Hour, month));
        run.Feed(new Frame((5 * Hour) + 1_000, month));
        run.Restart(run.Save(), run.Log.Count);
        run.Feed(new Frame((5 * Hour) + 2_000, month));

        run.Ledger.Snapshot().Messages.Should().BeEquivalentTo(new { Received = 120, Accepted = 40, Duplicate = 80, Late = 0, Difference = 0 });
    }

    [Fact]
    public void History_OfADayThatIsStillHeld_IsCountedAgainWhenTheDayIsLetGo()
    {
        using var run = new PipelineRun(SmallCity.Create());
        run.Feed(new Frame(5 * Hour, Numbered("air-1", Hour, 1, 7)));
        run.Restart(run.Save(), run.Log.Count);

        // The city's day ends 17 hours after the epoch; the horizon is an hour, the lateness 30 s.
        run.Feed(new Frame((18 * Hour) + 29_000));
        run.Log.Should().NotContain(line => line.StartsWith("refill", StringComparison.Ordinal));
        run.Feed(new Frame((18 * Hour) + 30_000));

        run.Log[^1].Should().Be($"refill air-1 {PipelineRun.Nanos(-7 * Hour)} pm25=0");
    }

    [Fact]
    public void Days_PartlyLiveAndPartlyBackFilled_EndAsIfAllHadComeInTime() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(15), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var said = Enumerable.Range(0, 300)
                .Select(_ => (Ms: (long)random.Next((int)(40 * Hour)), Device: random.Next(2) == 0 ? "air-1" : "air-2", Value: random.Next(2000) / 10.0))
                .DistinctBy(say => (say.Device, say.Ms)).OrderBy(say => say.Ms).ToList();
            var live = said.Where(_ => random.Next(3) > 0).ToHashSet();

            var (whole, parts) = (new ShelfStore(), new ShelfStore());
            Run(said, whole);
            Run([.. said.Where(live.Contains)], parts);
            foreach (var late in said.Where(say => !live.Contains(say)).OrderBy(_ => random.Next()).Chunk(20))
            {
                BackFill(late, parts);
            }

            SameWindows(parts, whole, areSettled: false);

            // Once more, all of it, and then as nothing more comes.
            var writes = parts.Writes;
            var days = BackFill([.. said.Where(say => !live.Contains(say))], parts, storesReadings: false);
            parts.Writes.Should().Be(writes);
            Settle(days, parts);
            SameWindows(parts, whole, areSettled: true);
            writes = parts.Writes;
            Settle(days, parts);
            parts.Writes.Should().Be(writes);
        }));

    private static IReadOnlyList<FilledDay> BackFill((long Ms, string Device, double Value)[] late, ShelfStore store, bool storesReadings = true)
    {
        using var run = new PipelineRun(SmallCity.Create());
        var zones = late.ToDictionary(say => say, say => say.Device == "air-1" ? "e1" : "w1");
        if (storesReadings)
        {
            Finish(store.WriteAsync(
                new PointBatch([.. late.Select(say => Point(say, zones[say]))], [], []), default).AsTask());
        }

        var desk = new BackFillDesk(run.Registry, new PipelineOptions(), store);
        var filling = desk.FillAsync(
            late.Select(say => new TouchedDay(zones[say], "air", say.Device, "pm25", PipelineRun.Nanos(say.Ms))), PipelineRun.Nanos(100 * Hour), default);
        Finish(filling);
        return filling.GetAwaiter().GetResult();
    }

    private static void Settle(IReadOnlyList<FilledDay> days, ShelfStore store)
    {
        using var run = new PipelineRun(SmallCity.Create());
        foreach (var day in days)
        {
            Finish(new BackFillDesk(run.Registry, new PipelineOptions(), store).SettleAsync(day, PipelineRun.Nanos(100 * Hour), () => Task.CompletedTask, default));
        }
    }

    // The store of these tests answers at once.
    private static void Finish(Task task)
    {
        task.IsCompleted.Should().BeTrue();
        task.GetAwaiter().GetResult();
    }

    private static void Run(List<(long Ms, string Device, double Value)> said, ShelfStore store)
    {
        using var run = PipelineRun.Of(
            SmallCity.Create(),
            [.. said.Select(say => new Frame(say.Ms, new Say(say.Device, say.Ms, say.Ms, null, MessageMarks.None, ("pm25", say.Value)))), new Frame(80 * Hour)]);
        var windows = run.Windows.Select(w =>
        {
            var ofDevice = w.Scope == AggregateScope.Device;
            var device = ofDevice ? run.Registry.Device(w.Owner) : null;
            return new AggregatePoint(
                w.Scope, run.Registry.Zones[device?.Zone ?? w.Owner].Id, "air", device?.Id, run.Registry.MetricName(w.Metric), w.LengthNanos,
                new WindowPoint(w.StartNanos, w.Revision, w.Count, w.Sum, w.Min, w.Max, w.First, w.Last, w.StandardDeviation, w.P50, w.P95, w.P99, w.Coverage));
        });
        Finish(store.WriteAsync(
            new PointBatch([.. said.Select(say => Point(say, say.Device == "air-1" ? "e1" : "w1"))], [.. windows], []), default).AsTask());
    }

    private static ReadingsPoint Point((long Ms, string Device, double Value) say, string zone) =>
        new(zone, "air", say.Device, PipelineRun.Nanos(say.Ms), [new("pm25", say.Value)]);

    private static void SameWindows(ShelfStore parts, ShelfStore whole, bool areSettled)
    {
        parts.Windows.Keys.Should().Equal(whole.Windows.Keys);
        foreach (var (key, expected) in whole.Windows)
        {
            var window = parts.Windows[key];
            window.Count.Should().Be(expected.Count, "of {0}", key);
            window.Sum.Should().BeApproximately(expected.Sum, 1e-6);
            (window.Min, window.Max).Should().Be((expected.Min, expected.Max));
            window.StandardDeviation.Should().BeApproximately(expected.StandardDeviation, 1e-5);
            window.Coverage.Should().BeApproximately(expected.Coverage, 1e-9);
            if (areSettled || key.Scope == AggregateScope.Device)
            {
                (window with { Revision = 0, Coverage = 0 }).Should().Be(expected with { Revision = 0, Coverage = 0 });
            }
        }
    }

    private static Say Unnumbered(string device, long eventMs, double value) =>
        new(device, eventMs, 5 * Hour, null, MessageMarks.Historical, ("pm25", value));

    private static Say Numbered(string device, long eventMs, ulong seq, double value) =>
        new(device, eventMs, 5 * Hour, seq, MessageMarks.Historical, ("pm25", value));
}
