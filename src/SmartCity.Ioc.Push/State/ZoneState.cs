using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.State;

/// <summary>A zone, with all below it, as it stood at one moment. Immutable.</summary>
/// <param name="Version">The table's version when it last changed.</param>
/// <param name="Health">See <see cref="ZoneHealth"/>.</param>
/// <param name="Coverage">Devices in service that are heard in time over devices in service, 0 to 1; null without any in service.</param>
/// <param name="OpenAlerts">Open alerts by <see cref="Alerts.Severity"/>, shelved and suppressed ones left out.</param>
public sealed record ZoneState(
    int Zone,
    long Version,
    DeviceHealth Health,
    double? Coverage,
    IReadOnlyList<int> OpenAlerts,
    IReadOnlyList<ZoneValue> Values);
