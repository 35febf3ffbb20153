using System.Text.Json.Serialization;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Parent">The zone above; with <c>asOf</c> on the map of that day.</param>
/// <param name="Coverage">Devices in service that are heard in time over devices in service; null without any.</param>
/// <param name="Alerts">Open alerts by severity, the zones below included.</param>
internal sealed record ZoneAnswer(
    string Id, LocalizedText Name, string Level, string? Parent, GeoPoint Center, string Health, double? Coverage, SeverityCounts Alerts)
{
    /// <summary>The first day on which the zone exists; absent when it always did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? ValidFrom { get; init; }

    /// <summary>The first day on which it no longer exists; absent when it does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? ValidUntil { get; init; }
}

internal sealed record SeverityCounts(int Critical, int Major, int Minor, int Info);
