using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Registry;

/// <summary>What an operator changes of a device's entry; null leaves a thing as it is. Names are on disk: add, never rename.</summary>
/// <param name="Id">The topic's device part. One that nobody knows needs <paramref name="Zone"/> and <paramref name="Kind"/>.</param>
/// <param name="Kind">Only of a new device; a device does not change its kind.</param>
/// <param name="From">When the change takes effect, RFC 3339; at once when null or past, and then the date is only noted.</param>
/// <param name="Replaces">The device in whose place it stands: it takes zone, position, names and owner where they are not given, and the other
/// is put out of service.</param>
/// <param name="Review">Of a device that registered itself: <c>approved</c>, or <c>rejected</c>, and then its messages go to quarantine.</param>
/// <param name="OutOfService">The reason for which it is out of service; empty puts it back.</param>
/// <param name="Maintenance">All windows in which it is worked on, instead of those before.</param>
/// <param name="IntervalSeconds">Between two of its messages; 0 takes back what was said here, and the city's files or what is learned hold.</param>
public sealed record DeviceChange(
    string Id,
    string? Zone = null,
    string? Kind = null,
    LocalizedText? Name = null,
    GeoPoint? Location = null,
    string? Owner = null,
    DateTimeOffset? From = null,
    string? Replaces = null,
    string? Review = null,
    string? OutOfService = null,
    IReadOnlyList<MaintenanceWindow>? Maintenance = null,
    double? IntervalSeconds = null);
