using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Alerts;

/// <summary>An alert as it stands after one of its changes (CONTRACT section 5). Immutable; times in nanoseconds since the Unix epoch.</summary>
/// <param name="Id">26 characters, Crockford base 32, derived from rule, source and start: the same input gives the same id.</param>
/// <param name="EventTimeNanos">Event time of the reading that raised it.</param>
/// <param name="RaisedAtNanos">The pipeline's clock when it was raised.</param>
/// <param name="Revision">1 when raised, one more with each change; operators' commands name the one that they saw.</param>
public sealed record Alert(
    string Id,
    string Rule,
    Severity Severity,
    AlertState State,
    LocalizedText Title,
    string Zone,
    string? Device,
    string? Kind,
    string? Metric,
    double? Value,
    double? Threshold,
    long EventTimeNanos,
    long RaisedAtNanos,
    long? ClearedAtNanos,
    string? AcknowledgedBy,
    string? Assignee,
    long? ShelvedUntilNanos,
    string? Incident,
    int Revision)
{
    public bool IsOpen => State != AlertState.Closed;
}
