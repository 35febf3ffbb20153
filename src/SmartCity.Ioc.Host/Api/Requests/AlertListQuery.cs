using System.ComponentModel;

namespace SmartCity.Ioc.Host.Api.Requests;

internal sealed record AlertListQuery(
    [property: Description("active, acknowledged, cleared, closed, shelved, suppressed, out-of-service; 'open' for all but closed.")] string[]? State,
    [property: Description("critical, major, minor, info")] string[]? Severity,
    [property: Description("Zones, with all below them.")] string[]? Zone,
    string? Rule,
    [property: Description("Id of the incident that they belong to.")] string? Incident,
    [property: Description("Raised at or after; RFC 3339 with an offset, or milliseconds since 1970.")] string? From,
    [property: Description("Raised before.")] string? To,
    [property: Description("As everything stood at that time; now when absent.")] string? AsOf,
    string? Cursor,
    string? Limit);
