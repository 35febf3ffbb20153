namespace SmartCity.Ioc.Alerts;

/// <summary>Filters of <c>GET /api/v1/alerts</c>; an empty one lists all.</summary>
/// <param name="Zones">Ids, descendants already included by the caller.</param>
/// <param name="FromNanos">Raised at or after.</param>
/// <param name="ToNanos">Raised before.</param>
/// <param name="Incident">Id of the incident that they belong to.</param>
/// <param name="AsOfNanos">As everything stood at that time; null for now.</param>
public sealed record AlertQuery(
    IReadOnlyCollection<AlertState>? States = null,
    IReadOnlyCollection<Severity>? Severities = null,
    IReadOnlyCollection<string>? Zones = null,
    string? Rule = null,
    long? FromNanos = null,
    long? ToNanos = null,
    string? Cursor = null,
    int Limit = 100,
    string? Incident = null,
    long? AsOfNanos = null);

public sealed record AlertPage(IReadOnlyList<Alert> Alerts, string? NextCursor);
