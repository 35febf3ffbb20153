using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.Testing;
using Xunit.Abstractions;

namespace SmartCity.Ioc.Core.Tests.Alerts;

/// <summary>
/// What the baseline rule is worth against people's labels: precision (alerts that touch a labelled stretch), recall (stretches that an alert
/// touches) and the delay of the first alert in a stretch. The floors lie below what was measured; they catch a rule that went blind. A floor
/// of 0 is a series in which the baseline rule finds nothing: it stands here so that the report does not flatter.
/// </summary>
public sealed class LabelledSetsTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [InlineData("1-N", 3, 3, 0.1, 0.01)]
    [InlineData("1-W", 3, 3, 0.3, 0.08)]
    [InlineData("14-E", 3, 3, 0.35, 0.07)]
    [InlineData("d005es15531", 5, 10, 0.6, 0.07)]
    [InlineData("i090es00921", 5, 10, 0.4, 0.15)]
    public void TrafficLabelled_SpeedUnusualForItsHour_FindsWhatPeopleSee(
        string site, double deviations, double difference, double precision, double recall)
    {
        var rows = File.ReadLines(SharedData.Require($"traffic_labelled/{site}.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        var points = rows.Where(cells => Number(cells[2]) > 0)
            .Select(cells => new Point(Time(cells[0]), Number(cells[1]) / Number(cells[2]), Number(cells[4]) >= 10)).ToList();

        Score(site, points, FormattableString.Invariant(
                $"{{baseline: {{metric: temp, deviations: {deviations}, clear_deviations: 1.5, min_difference: {difference}, direction: below, min_weeks: 3}}}}"))
            .Should().Match<Figures>(figures => figures.Recall >= recall && figures.Precision >= precision);
    }

    [SkippableTheory]
    [InlineData("realTraffic/occupancy_t4013", 0.25, 0.5)]
    [InlineData("realTraffic/speed_t4013", 0.3, 0.5)]
    [InlineData("realKnownCause/nyc_taxi", 0.1, 0.5)]

    // An office's temperature: its faults lie within the spread of the same hours of earlier weeks.
    [InlineData("realKnownCause/ambient_temperature_system_failure", 0, 0)]
    public void Nab_UnusualForItsHour_FindsTheWindows(string series, double precision, double recall)
    {
        var windows = JsonDocument.Parse(File.ReadAllText(SharedData.Require("nab/labels/combined_windows.json"))).RootElement
            .GetProperty(series + ".csv").EnumerateArray().Select(window => (From: Time(window[0].GetString()!), To: Time(window[1].GetString()!))).ToList();
        var points = File.ReadLines(SharedData.Require($"nab/data/{series}.csv")).Skip(1).Select(line => line.Split(','))
            .Select(cells => (At: Time(cells[0]), Value: Number(cells[1])))
            .Select(point => new Point(point.At, point.Value, windows.Exists(window => point.At >= window.From && point.At <= window.To))).ToList();

        Score(series, points, "{baseline: {metric: temp, deviations: 4, clear_deviations: 2, min_weeks: 1}}")
            .Should().Match<Figures>(figures => figures.Recall >= recall && figures.Precision >= precision);
    }

    [SkippableTheory]
    [InlineData("valve1/0", 0.5)]
    [InlineData("valve1/8", 0.5)]

    // Another valve, whose closing the flow does not show: a threshold that was set for the first one finds nothing.
    [InlineData("valve2/0", 0)]
    public void Skab_FlowBelowItsWindow_FindsTheValve(string experiment, double recall)
    {
        var points = File.ReadLines(SharedData.Require($"skab/{experiment}.csv")).Skip(1).Select(line => line.Split(';'))
            .Select(cells => new Point(Time(cells[0]), Number(cells[8]), Number(cells[9]) > 0)).ToList();

        Score(experiment, points, "{window: {metric: temp, stat: mean, over: 20s, below: 31.3, clear: 31.7, min_coverage: 0}}")
            .Should().Match<Figures>(figures => figures.Recall >= recall);
    }

    private Figures Score(string name, List<Point> points, string condition)
    {
        var run = new RuleRun(RuleRun.Of(condition));
        var alerts = new List<(long From, long To)>();
        long? open = null;
        foreach (var point in points.OrderBy(point => point.Second))
        {
            var before = run.Transitions.Count;
            run.Play(FormattableString.Invariant($"air-1@{point.Second}:temp={point.Value}"));
            foreach (var transition in run.Transitions.Skip(before))
            {
                if (transition.Action is "raised" or "returned")
                {
                    open = point.Second;
                }
                else if (transition.Action == "cleared" && open is { } from)
                {
                    alerts.Add((from, point.Second));
                    open = null;
                }
            }
        }

        if (open is { } last)
        {
            alerts.Add((last, points[^1].Second));
        }

        var stretches = Stretches(points);
        var hits = alerts.Count(alert => stretches.Exists(stretch => stretch.From <= alert.To && stretch.To >= alert.From));
        var found = stretches.Select(stretch => alerts.Where(alert => alert.From <= stretch.To && alert.To >= stretch.From)
            .Select(alert => (double?)Math.Max(0, alert.From - stretch.From)).Min()).ToList();
        var figures = new Figures(
            alerts.Count == 0 ? 0 : (double)hits / alerts.Count, stretches.Count == 0 ? 0 : (double)found.Count(delay => delay is not null) / stretches.Count,
            found.Where(delay => delay is not null).Select(delay => delay!.Value).DefaultIfEmpty(double.NaN).Average());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {alerts.Count} alerts, {stretches.Count} labelled stretches, precision {figures.Precision:0.00}, recall {figures.Recall:0.00}, mean delay {figures.DelaySeconds / 60:0.0} min"));
        return figures;
    }

    private static List<(long From, long To)> Stretches(List<Point> points)
    {
        var stretches = new List<(long From, long To)>();
        var isIn = false;
        foreach (var point in points.OrderBy(point => point.Second))
        {
            if (point.IsLabelled && isIn)
            {
                stretches[^1] = (stretches[^1].From, point.Second);
            }
            else if (point.IsLabelled)
            {
                stretches.Add((point.Second, point.Second));
            }

            isIn = point.IsLabelled;
        }

        return stretches;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    // The sets' local clocks as if they were the city's.
    private static long Time(string text) => (long)(DateTime.Parse(text, CultureInfo.InvariantCulture) - new DateTime(2026, 6, 1, 7, 0, 0)).TotalSeconds;

    private readonly record struct Point(long Second, double Value, bool IsLabelled);

    private sealed record Figures(double Precision, double Recall, double DelaySeconds);
}
