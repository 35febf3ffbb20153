using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Push.Encoding;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>An alert of CONTRACT section 5.</summary>
internal sealed record AlertAnswer(
    string Id,
    string Rule,
    string Severity,
    string State,
    LocalizedText Title,
    string Zone,
    string? Device,
    string? Kind,
    string? Metric,
    double? Value,
    double? Threshold,
    DateTimeOffset EventTime,
    DateTimeOffset RaisedAt,
    DateTimeOffset? ClearedAt,
    string? AcknowledgedBy,
    string? Assignee,
    DateTimeOffset? ShelvedUntil,
    string? Incident,
    int Revision)
{
    public static AlertAnswer Of(Alert alert) => new(
        alert.Id,
        alert.Rule,
        WireNames.Of(alert.Severity),
        WireNames.Of(alert.State),
        alert.Title,
        alert.Zone,
        alert.Device,
        alert.Kind,
        alert.Metric,
        JsonNumbers.Finite(alert.Value),
        JsonNumbers.Finite(alert.Threshold),
        ApiTime.FromNanos(alert.EventTimeNanos),
        ApiTime.FromNanos(alert.RaisedAtNanos),
        ApiTime.FromNanos(alert.ClearedAtNanos),
        alert.AcknowledgedBy,
        alert.Assignee,
        ApiTime.FromNanos(alert.ShelvedUntilNanos),
        alert.Incident,
        alert.Revision);
}
