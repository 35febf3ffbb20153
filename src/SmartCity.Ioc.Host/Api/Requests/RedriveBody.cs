namespace SmartCity.Ioc.Host.Api.Requests;

/// <param name="Ids">Messages by the <c>id</c> of <c>GET /quarantine</c>; or else all that fit the others, at least one of them.</param>
/// <param name="Reason">As in <c>GET /quarantine</c>.</param>
/// <param name="Topic">An MQTT topic filter: <c>zigbee2mqtt/#</c>.</param>
/// <param name="From">Received at or after; RFC 3339 with an offset, or milliseconds since 1970.</param>
/// <param name="To">Received before.</param>
/// <param name="DryRun">Only say how many it would be.</param>
internal sealed record RedriveBody(
    IReadOnlyList<string>? Ids = null, string? Reason = null, string? Topic = null, string? From = null, string? To = null, bool DryRun = false);
