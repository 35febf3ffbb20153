using System.Runtime.CompilerServices;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Rehearsal;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Core.Tests.Alerts;

/// <summary>Rules over stored history.</summary>
public sealed class RehearsalTests
{
    private static readonly (double Second, double Value)[] Day =
    [
        (0, 10), (10, 120), (20, 130), (30, 140), (40, 20), (50, 20), (60, 150), (70, 10), (80, 150), (90, 10), (100, 150), (110, 10), (3600, 10),
    ];

    [Fact]
    public async Task Rehearsal_StoredReadings_SaysWhatTheLiveEngineWouldHave()
    {
        var city = RuleRun.Of("{threshold: {metric: pm25, above: 100, for: 10s}}", "{threshold: {metric: pm25, above: 100}}");
        var live = new RuleRun(city);
        foreach (var (second, value) in Day)
        {
            live.Play(FormattableString.Invariant($"air-1@{second}:pm25={value}"));
        }

        using var run = await RunAsync(city.Rules);

        run.Occurrences.Select(o => o.Id).Should().Contain(live.Transitions.Select(t => t.Alert.Id).Distinct());
        var report = RehearsalReport.Of(run, At(0), At(3601), null);
        report.Messages.Should().Be(Day.Length);
        report.Rules[0].Should().BeEquivalentTo(new { Rule = "r1", Count = 1, OpenSeconds = 20.0, StillOpen = 0, ChatteringShare = 0.0 }, o => o.ExcludingMissingMembers());
        report.Rules[1].Should().BeEquivalentTo(new { Rule = "r2", Count = 4, Alerts = 1, MostPerHour = 4, ChatteringShare = 1.0, FleetingShare = 1.0 }, o => o.ExcludingMissingMembers());
        report.Rules[0].Overlaps.Should().Contain("r2", 1);
        report.Rules[0].Examples.Should().ContainSingle().Which.FromNanos.Should().Be(At(20));
    }

    [Fact]
    public async Task Difference_HigherLimit_NamesWhatIsGone()
    {
        using var strict = await RunAsync(RuleRun.Of("{threshold: {metric: pm25, above: 145}}").Rules);
        using var before = await RunAsync(RuleRun.Of("{threshold: {metric: pm25, above: 100}}").Rules);

        var difference = RehearsalDifference.Between(before.Occurrences, strict.Occurrences, At(3601)).Should().ContainSingle().Subject;
        difference.Should().BeEquivalentTo(new { Rule = "r1", Before = 4, Now = 3, Gone = 1, New = 0 }, o => o.ExcludingMissingMembers());
        difference.GoneExamples.Should().ContainSingle().Which.FromNanos.Should().Be(At(10));
        RehearsalDifference.Between(before.Occurrences, before.Occurrences, At(3601)).Should().BeEmpty();
    }

    [Fact]
    public async Task Rehearsal_SilentDevice_IsFoundOnVirtualTime()
    {
        using var run = await RunAsync(RuleRun.Of("{offline: {}}").Rules);

        // The last reading but one is at 110 s; offline after 30 s, looked for every 30 s.
        var offline = run.Occurrences.Should().ContainSingle().Subject;
        offline.FromNanos.Should().BeInRange(At(140), At(170));
        offline.ToNanos.Should().Be(At(3600));
    }

    [Fact]
    public async Task Feed_RuleThatAsksForDetections_GoesOverTheInputsAsFarBackAsTheyGo()
    {
        var city = RuleRun.Of("{event: {type: shot}}", "{threshold: {metric: pm25, above: 100}}");
        var registry = new CityRegistry(city);
        var inputs = new SomeInputs(At(100));
        using var run = new RehearsalRun(city, city.Rules);

        var from = await new RehearsalFeed(new Stored(), inputs, registry).FeedAsync([run], [0], At(0), At(3601), CancellationToken.None);

        from.Should().Be(At(100));
        inputs.Asked.Should().Be((At(100), At(3601)));
        run.Messages.Should().Be(Day.Count(reading => reading.Second < 100));
        var report = RehearsalReport.Of(run, At(0), At(3601), from);
        report.Rules.Select(rule => rule.CountedFromNanos).Should().Equal(At(100), At(0));
        report.Rules[0].Unstored.Should().Equal("events");
    }

    [Fact]
    public async Task Feed_RulesOnReadingsAlone_NeedsNoInputs()
    {
        var city = RuleRun.Of("{threshold: {metric: pm25, above: 100}}");
        using var run = new RehearsalRun(city, city.Rules);

        var from = await new RehearsalFeed(new Stored(), new SomeInputs(At(100)), new CityRegistry(city)).FeedAsync([run], [0], At(0), At(3601), CancellationToken.None);

        from.Should().BeNull();
        run.Messages.Should().Be(Day.Length);
    }

    [Fact]
    public async Task Clocks_OfStoredReadings_AreUnknown()
    {
        using var run = await RunAsync(RuleRun.Of("{not: {clock: {at_or_above: 2}}}").Rules);

        run.Occurrences.Should().BeEmpty("history does not say when a message arrived");
    }

    [Fact]
    public async Task Explanation_OfAnAlert_ReplaysToTheSameIdAndSaysWhyNotEarlier()
    {
        var city = RuleRun.Of("{threshold: {metric: pm25, above: 100, for: 20s}}");
        var live = new RuleRun(city).Play("air-1@0:pm25=10 air-1@10:pm25=120 air-1@20:pm25=130 air-1@30:pm25=140");
        var alert = live.Engine.Open.Should().ContainSingle().Subject;

        var explanation = await new AlertExplainer(live.Registry, new Stored(), new NoInputs()).ExplainAsync(alert, live.Engine.Rules, CancellationToken.None);

        explanation.IsReproduced.Should().BeTrue();
        explanation.ReplayedId.Should().Be(alert.Id);
        explanation.Rule!.Version.Should().Be(1);
        explanation.Readings.Select(reading => reading.Value).Should().Equal(10, 120, 130, 140);
        explanation.Steps[^1].Should().BeEquivalentTo(new { IsRaised = true, TimeNanos = At(30) }, o => o.ExcludingMissingMembers());
        explanation.WhyNotEarlier!.Text.Should().Contain("held for 10 s of 20 s");
    }

    [Fact]
    public async Task Explanation_OfADetection_SaysThatHistoryDoesNotKeepThem()
    {
        var live = new RuleRun(RuleRun.Of("{event: {type: shot}}")).Play("air-1@0!shot");

        var explanation = await new AlertExplainer(live.Registry, new Stored(), new NoInputs()).ExplainAsync(
            live.Engine.Open.Single(), live.Engine.Rules, CancellationToken.None);

        explanation.IsReproduced.Should().BeFalse();
        explanation.Problem.Should().Contain("events");
    }

    private static async Task<RehearsalRun> RunAsync(IReadOnlyList<AlertRule> rules)
    {
        var city = RuleRun.Of("{offline: {}}");
        var run = new RehearsalRun(city, rules);
        var registry = new CityRegistry(city);
        registry.TryFindDevice("air-1", out var device).Should().BeTrue();
        await new StoredMessages(new Stored(), registry).FeedAsync([run], [device], At(0), At(3601), CancellationToken.None);
        return run;
    }

    private static long At(double second) => EngineRun.Epoch + (long)(second * EngineRun.Second);

    private sealed class SomeInputs(long oldestNanos) : IRecordedInputs
    {
        public (long From, long To)? Asked { get; private set; }

        public long? OldestNanos() => oldestNanos;

        public void Feed(
            IReadOnlyList<RehearsalRun> runs, IReadOnlySet<string>? devices, long fromNanos, long toNanos, long measuredFromNanos,
            Action<string, string, long, double>? seen, CancellationToken cancellation) => Asked = (fromNanos, toNanos);
    }

    private sealed class NoInputs : IRecordedInputs
    {
        public long? OldestNanos() => null;

        public void Feed(
            IReadOnlyList<RehearsalRun> runs, IReadOnlySet<string>? devices, long fromNanos, long toNanos, long measuredFromNanos,
            Action<string, string, long, double>? seen, CancellationToken cancellation) => throw new NotSupportedException();
    }

    /// <summary>The day's readings of one station.</summary>
    private sealed class Stored : ITimeSeriesStore
    {
        public async IAsyncEnumerable<ReadingPoint> ReadReadingsAsync(
            string device, string metric, long fromNanos, long toNanos, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.CompletedTask;
            foreach (var (second, value) in Day)
            {
                if (device == "air-1" && metric == "pm25" && At(second) >= fromNanos && At(second) < toNanos)
                {
                    yield return new ReadingPoint(At(second), value);
                }
            }
        }

        public ValueTask<WriteResult> WriteAsync(PointBatch batch, CancellationToken cancellation) => throw new NotSupportedException();

        public IAsyncEnumerable<WindowPoint> ReadWindowsAsync(
            AggregateScope scope, string owner, string kind, string metric, long lengthNanos, long fromNanos, long toNanos,
            CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<ReadingPoint?> LatestBeforeAsync(string device, string metric, long beforeNanos, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<DeviceReadings> ReadDeviceAsync(string device, long fromNanos, long toNanos, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask<long> DeleteBeforeAsync(
            long readingsBeforeNanos, IReadOnlyDictionary<long, long> windowsBeforeNanos, IReadOnlyList<HeldSpan> held, CancellationToken cancellation) =>
            throw new NotSupportedException();
    }
}
