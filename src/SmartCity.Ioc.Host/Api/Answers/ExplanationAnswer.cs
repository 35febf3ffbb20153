using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Rehearsal;
using SmartCity.Ioc.Alerts.RuleSets;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>Why an alert was raised.</summary>
/// <param name="RuleVersion">The version that was in force, or null where nobody knows any more.</param>
/// <param name="Rule">The rule as it was, with its thresholds.</param>
/// <param name="Reproduced">Whether running that rule again over <paramref name="Readings"/> gives the same id.</param>
/// <param name="Problem">What stands in the way of that, or null.</param>
/// <param name="WhyNotEarlier">How the rule stood before, or null.</param>
/// <param name="LateCorrections">What came late and belongs to it.</param>
internal sealed record ExplanationAnswer(
    AlertAnswer Alert, LocalizedText Summary, int? RuleVersion, JsonElement? Rule, bool Reproduced, string? ReplayedId, string? Problem,
    IReadOnlyList<ExplainedReadingAnswer> Readings, IReadOnlyList<ExplainedStepAnswer> Steps, ExplainedStepAnswer? WhyNotEarlier,
    IReadOnlyList<TimelineAnswer> LateCorrections)
{
    public static ExplanationAnswer Of(Alert alert, IReadOnlyList<AlertTransition> timeline, AlertExplanation e)
    {
        var raised = timeline.FirstOrDefault(change => change.Action == "raised");
        return new ExplanationAnswer(
            AlertAnswer.Of(alert), Summarize(raised?.Alert ?? alert, raised?.Note, e.Rule), e.Rule?.Version,
            e.Rule is { Text.Length: > 0 } rule ? RulesApi.Json(RuleJson.WithVersion(rule.Text, rule.Version)) : null, e.IsReproduced, e.ReplayedId, e.Problem,
            [.. e.Readings.Select(r => new ExplainedReadingAnswer(r.Device, r.Metric, ApiTime.FromNanos(r.TimeNanos), r.Value))],
            [.. e.Steps.Select(ExplainedStepAnswer.Of)], e.WhyNotEarlier is { } before ? ExplainedStepAnswer.Of(before) : null,
            [.. timeline.Where(change => change.Action == "annotated").Select(TimelineAnswer.Of)]);
    }

    private static LocalizedText Summarize(Alert alert, string? note, AlertRule? rule)
    {
        var at = ApiTime.FromNanos(alert.EventTimeNanos).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var version = rule is null ? string.Empty : $" v{rule.Version.ToString(CultureInfo.InvariantCulture)}";
        var what = alert is { Metric: { } metric, Value: { } value }
            ? $" {metric} = {value.ToString("0.###", CultureInfo.InvariantCulture)}"
                + (alert.Threshold is { } limit ? $" ({limit.ToString("0.###", CultureInfo.InvariantCulture)})" : string.Empty)
            : string.Empty;
        var why = note is null ? string.Empty : $" – {note}";
        return new LocalizedText($"Báo lúc {at} theo quy tắc {alert.Rule}{version}:{what}{why}", $"Raised at {at} by rule {alert.Rule}{version}:{what}{why}");
    }
}

internal sealed record ExplainedReadingAnswer(string Device, string Metric, DateTimeOffset At, double Value);

/// <param name="Device">Whose message it was, or null for a moment that the rule waited for.</param>
internal sealed record ExplainedStepAnswer(DateTimeOffset At, string? Device, bool Raised, string Text)
{
    public static ExplainedStepAnswer Of(ExplainedStep step) => new(ApiTime.FromNanos(step.TimeNanos), step.Device, step.IsRaised, step.Text);
}
