using System.Text.Json;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Location">Where the device says that it is, else where the registry says.</param>
/// <param name="LastSeen">Event time of the newest message; null when never heard.</param>
/// <param name="TimeAssumed">The newest message had no <c>ts</c>: <paramref name="LastSeen"/> is its arrival.</param>
/// <param name="IntervalSource"><c>declared</c> of the device, <c>learned</c> from what it sends, or its <c>kind</c>'s.</param>
/// <param name="Events">Detections of the newest message that carried any.</param>
internal sealed record DeviceAnswer(
    string Id,
    string Zone,
    string Kind,
    LocalizedText Name,
    GeoPoint? Location,
    string? Owner,
    bool Declared,
    string Health,
    DateTimeOffset? LastSeen,
    DateTimeOffset? ReceivedAt,
    bool TimeAssumed,
    double ExpectedIntervalSeconds,
    string IntervalSource,
    IReadOnlyDictionary<string, double> Values,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<JsonElement> Events);
