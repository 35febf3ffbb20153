using SmartCity.Ioc.Alerts.Rehearsal;
using SmartCity.Ioc.Push.Encoding;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>What a rule set would have done.</summary>
/// <param name="InputsFrom">From when on the journal of inputs was gone through, which has detections, attributes and arrivals beside the
/// readings; before that stored history, which has only these. Null where the journal was not needed or has nothing of that time.</param>
/// <param name="Messages">Gone through.</param>
/// <param name="Seconds">That it took.</param>
/// <param name="Floods">Stretches with ten or more occurrences in ten minutes.</param>
internal sealed record RehearsalAnswer(
    DateTimeOffset From, DateTimeOffset To, DateTimeOffset? InputsFrom, long Messages, double Seconds, int Count, double PerHour, int Floods, double FloodShare,
    IReadOnlyList<RehearsedRule> Rules, IReadOnlyList<RehearsedChange>? Difference)
{
    public static RehearsalAnswer Of(RehearsalReport report, IReadOnlyList<RehearsalDifference>? difference, TimeSpan took) => new(
        ApiTime.FromNanos(report.FromNanos), ApiTime.FromNanos(report.ToNanos), ApiTime.FromNanos(report.InputsFromNanos), report.Messages, took.TotalSeconds, report.Count, report.PerHour,
        report.Floods, report.FloodShare, [.. report.Rules.Select(RehearsedRule.Of)], difference is null ? null : [.. difference.Select(RehearsedChange.Of)]);
}

/// <summary>One rule's part; see <see cref="RehearsalFigures"/>.</summary>
/// <param name="NotInHistory">What the rule asks for that stored history does not have: <c>events</c>, <c>attributes</c>, <c>clocks</c>.</param>
/// <param name="CountedFrom">From when on all that it asks for was there; its rates are from then on. Null for never: its figures say nothing.</param>
internal sealed record RehearsedRule(
    string Rule, int Version, int Count, int Alerts, int StillOpen, double OpenSeconds, double MedianSeconds, double LongestSeconds, double PerDay,
    int MostPerHour, double ChatteringShare, double FleetingShare, IReadOnlyDictionary<string, int> Severities,
    IReadOnlyDictionary<string, int> Overlaps, IReadOnlyList<string> NotInHistory, DateTimeOffset? CountedFrom, IReadOnlyList<RehearsedOccurrence> Examples)
{
    public static RehearsedRule Of(RehearsalFigures f) => new(
        f.Rule, f.Version, f.Count, f.Alerts, f.StillOpen, f.OpenSeconds, f.MedianSeconds, f.LongestSeconds, f.PerDay, f.MostPerHour,
        f.ChatteringShare, f.FleetingShare, f.Severities, f.Overlaps, f.Unstored, ApiTime.FromNanos(f.CountedFromNanos), [.. f.Examples.Select(RehearsedOccurrence.Of)]);
}

internal sealed record RehearsedOccurrence(
    string Alert, string Severity, string Zone, string? Device, double? Value, double? Threshold, DateTimeOffset From, DateTimeOffset? To, string? Note)
{
    public static RehearsedOccurrence Of(Occurrence o) => new(
        o.Id, WireNames.Of(o.Worst), o.Zone, o.Device, JsonNumbers.Finite(o.Value), JsonNumbers.Finite(o.Threshold), ApiTime.FromNanos(o.FromNanos),
        ApiTime.FromNanos(o.ToNanos), o.Note);
}

/// <summary>What one rule does that the set in force does not; see <see cref="RehearsalDifference"/>.</summary>
internal sealed record RehearsedChange(
    string Rule, int Before, int Now, double BeforeSeconds, double NowSeconds, int Gone, int New, IReadOnlyList<RehearsedOccurrence> GoneExamples,
    IReadOnlyList<RehearsedOccurrence> NewExamples)
{
    public static RehearsedChange Of(RehearsalDifference d) => new(
        d.Rule, d.Before, d.Now, d.BeforeSeconds, d.NowSeconds, d.Gone, d.New, [.. d.GoneExamples.Select(RehearsedOccurrence.Of)],
        [.. d.NewExamples.Select(RehearsedOccurrence.Of)]);
}
