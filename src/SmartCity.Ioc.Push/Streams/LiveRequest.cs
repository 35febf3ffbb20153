namespace SmartCity.Ioc.Push.Streams;

/// <summary>What a client asks of <c>Live</c> (CONTRACT section 4). A missing member and null mean the same: all, or the default.</summary>
/// <param name="Zones">Ids; their descendants are included.</param>
/// <param name="MaxHz">Frames a second at most.</param>
/// <param name="Cursor">Of the last frame painted, to go on from it.</param>
/// <param name="Acks">The client says what it has painted, and gets no more than a few frames ahead of that.</param>
/// <param name="Include">Some of <c>devices</c>, <c>zones</c>, <c>alerts</c>, <c>indicators</c>.</param>
/// <param name="Format"><c>json</c> or <c>packed</c>.</param>
public sealed record LiveRequest(
    IReadOnlyList<string>? Zones = null,
    IReadOnlyList<string>? Kinds = null,
    IReadOnlyList<string>? Devices = null,
    double? MaxHz = null,
    string? Cursor = null,
    bool Acks = false,
    IReadOnlyList<string>? Include = null,
    string? Format = null);
