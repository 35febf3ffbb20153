using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Coverage">Devices in service that are heard in time over devices in service; null without any.</param>
/// <param name="Alerts">Open alerts by severity, the zones below included.</param>
internal sealed record ZoneAnswer(
    string Id, LocalizedText Name, string Level, string? Parent, GeoPoint Center, string Health, double? Coverage, SeverityCounts Alerts);

internal sealed record SeverityCounts(int Critical, int Major, int Minor, int Info);
