using System.ComponentModel;

namespace SmartCity.Ioc.Host.Api.Requests;

internal sealed record DeviceQuery(
    [property: Description("Zones, with all below them.")] string[]? Zone,
    string[]? Kind,
    [property: Description("ok, stale, offline, suspect, out-of-service")] string[]? Health,
    [property: Description("Words of the id, the names or the owner; marks do not matter.")] string? Q,
    string? Cursor,
    string? Limit);
