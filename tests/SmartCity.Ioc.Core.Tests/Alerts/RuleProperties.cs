using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Core.Tests.Alerts;

/// <summary>Any history: killed anywhere, evaluated by one or by several, said twice.</summary>
public sealed class RuleProperties
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static readonly string[] Told = ["raised", "returned", "cleared", "escalated", "de-escalated", "annotated"];

    private static readonly CityModel City = RuleRun.With(string.Join(
        '\n',
        RuleRun.Simple("limit", "air", "{threshold: {metric: pm25, at_or_above: 60, clear: 50, for: 20s, clear_for: 10s}}"),
        RuleRun.Simple("held", "air", "{all: [{threshold: {metric: pm25, above: 40}}, {not: {threshold: {metric: temp, above: 60}}}], for: 15s, clear_for: 30s}"),
        RuleRun.Simple("rate", "air", "{rate: {metric: pm25, above: 20, clear: 5, per: 1m, over: 2m}}"),
        RuleRun.Simple("mean", "air", "{window: {metric: pm25, stat: mean, over: 1m, above: 55, min_coverage: 0.4}}"),
        RuleRun.Simple("count", "camera", "{count: {event: shot, at_least: 2, in: 30s}}"),
        RuleRun.Simple("seen", "camera", "{event: {type: shot, clear_for: 5s}}"),
        RuleRun.Simple("absent", "camera", "{absence: {event: shot, for: 40s}}"),
        RuleRun.Simple("door", "camera", "{any: [{state: {attribute: door, is: open}}, {quality: {is: [offline]}}], clear_for: 2s}"),
        RuleRun.Simple("usual", "air", "{baseline: {metric: temp, min_weeks: 1, min_difference: 10}}"),
        RuleRun.Simple("night", "air", "{all: [{schedule: {from: \"07:02\", to: \"07:05\"}}, {threshold: {metric: temp, above: 30}}]}"),
        RuleRun.Simple("zone", "camera", "{in_zone: {at_least: 1, of: {threshold: {metric: speed, above: 50}}}, for: 3s}"),
        RuleRun.Simple("then", "camera", "{sequence: {first: {event: {type: shot}}, then: {threshold: {metric: speed, above: 70}}, within: 20s}}"),
        """
          - id: levels
            title: {vi: Thử, en: Test}
            action: {vi: Xem, en: Look}
            owner: test
            rationale: test
            kinds: [air]
            levels:
              - {severity: minor, condition: {threshold: {metric: pm25, at_or_above: 40}}}
              - {severity: major, condition: {threshold: {metric: pm25, at_or_above: 60, clear: 55, for: 10s}}}
              - {severity: critical, condition: {threshold: {metric: pm25, at_or_above: 80}}}
        """));

    [Fact]
    public void Engine_KilledAndRestoredAnywhere_SaysTheSame() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(Seeds, seed =>
        {
            var steps = Steps(seed);
            var whole = new RuleRun(City).Play(string.Join(' ', steps));
            var random = new Random(seed);
            var run = new RuleRun(City);
            foreach (var step in steps)
            {
                run.Play(step);
                if (random.Next(12) == 0)
                {
                    run.Restart();
                }
            }

            SameLines(run, whole);
        }));

    [Fact]
    public void Engine_OneOrOneForEachZone_TellsTheSame() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(Seeds, seed =>
        {
            var steps = Steps(seed);
            var whole = new RuleRun(City).Play(string.Join(' ', steps));
            var parts = new List<AlertTransition>();
            foreach (var device in new[] { "air-1", "air-2", "cam-1", "cam-2" })
            {
                parts.AddRange(new RuleRun(City).Play(string.Join(' ', steps.Where(step => step[0] == '@' || step.StartsWith(device, StringComparison.Ordinal)))).Transitions);
            }

            Facts(parts).Should().Equal(Facts(whole.Transitions));
        }));

    [Fact]
    public void Engine_AfterEveryStep_HasOneOpenAlertForARuleAndASource() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(Seeds, seed =>
        {
            var run = new RuleRun(City);
            foreach (var step in Steps(seed))
            {
                run.Play(step);
                run.Engine.Open.Select(alert => (alert.Rule, alert.Device ?? alert.Zone)).Should().OnlyHaveUniqueItems();
            }

            run.Transitions.Should().NotBeEmpty();
        }));

    [Fact]
    public void Engine_ReadingSaidTwice_SaysNothingMore() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(Seeds, seed =>
        {
            // Second copies are told before they come here. Detections count, and a late reading is a remark, each time that they are said.
            var steps = Steps(seed).Where(step => !step.Contains('!', StringComparison.Ordinal)).ToList();
            var once = new RuleRun(City).Play(string.Join(' ', steps));
            var twice = new RuleRun(City).Play(string.Join(' ', steps.SelectMany(step => IsOfCameraInTime(step) ? [step, step] : new[] { step })));

            SameLines(twice, once);
        }));

    // "cam-1@394+13:speed=96" came 13 s late.
    private static bool IsOfCameraInTime(string step) =>
        step.StartsWith("cam", StringComparison.Ordinal)
        && (!step.Contains('+', StringComparison.Ordinal) || step.Contains("+0:", StringComparison.Ordinal));

    // The first difference says more than two lists.
    private static void SameLines(RuleRun run, RuleRun expected)
    {
        foreach (var (line, other) in Lines(run).Zip(Lines(expected)))
        {
            line.Should().Be(other);
        }

        run.Transitions.Should().HaveSameCount(expected.Transitions);
    }

    private static IEnumerable<string> Lines(RuleRun run) => run.Transitions.Select(t =>
        FormattableString.Invariant($"{t.Sequence} {t.Action} {t.Alert.Rule} {t.Alert.Device ?? t.Alert.Zone} {t.Alert.Id} {t.AtNanos} {t.EventTimeNanos} {t.Alert.Value} {t.Note}"));

    private static IEnumerable<string> Facts(IEnumerable<AlertTransition> transitions) => transitions.Where(t => Told.Contains(t.Action))
        .Select(t => $"{t.Alert.Id} {t.Action} {t.EventTimeNanos} {t.Alert.Severity}").Order(StringComparer.Ordinal);

    // Ten minutes of two stations and two cameras; some readings late, some missing, the clock in between.
    private static List<string> Steps(int seed)
    {
        var random = new Random(seed);
        var steps = new List<string>();
        var level = 40.0;
        for (var second = 0; second < 600; second += random.Next(1, 8))
        {
            level = Math.Clamp(level + random.Next(-12, 13), 0, 100);
            var device = random.Next(4);
            var late = random.Next(10) == 0 ? random.Next(30) : 0;
            var at = FormattableString.Invariant($"{Math.Max(1, second - late)}+{Math.Min(second - 1, late)}");
            steps.Add((device, random.Next(12)) switch
            {
                (_, 0) => $"@{second}",
                ( >= 2, 1) => $"cam-{device - 1}@{second}#offline",
                ( >= 2, 2) => $"cam-{device - 1}@{second}#ok",
                ( >= 2, 3 or 4) => $"cam-{device - 1}@{at}!shot",
                ( >= 2, 5) => $"cam-{device - 1}@{at}:door=\"{(random.Next(2) == 0 ? "open" : "shut")}\"",
                ( >= 2, _) => FormattableString.Invariant($"cam-{device - 1}@{at}:speed={level}"),
                (_, < 4) => FormattableString.Invariant($"air-{device + 1}@{at}:pm25={level},temp={random.Next(20, 40)}"),
                _ => FormattableString.Invariant($"air-{device + 1}@{at}:pm25={level}"),
            });
        }

        steps.Add("@700");
        return steps;
    }
}
