namespace SmartCity.Ioc.Push.Streams;

/// <summary>What a client asks of <c>Alerts</c> (CONTRACT section 4).</summary>
/// <param name="Zones">Ids; their descendants are included.</param>
/// <param name="MinSeverity">The least severity that is sent; null for all.</param>
/// <param name="Cursor">Of the last frame received, to go on from it.</param>
public sealed record AlertsRequest(IReadOnlyList<string>? Zones = null, string? MinSeverity = null, string? Cursor = null);
