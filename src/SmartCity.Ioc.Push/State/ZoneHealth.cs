using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.State;

/// <summary>
/// How the health of a zone follows from its devices: <c>ok</c> while more than half of the devices in service are ok; otherwise the
/// commonest of the other states, the worse of two equals; <c>out-of-service</c> when no device is in service. A single dead sensor
/// does not paint a ward grey, a district's power cut does; the coverage beside it tells the rest.
/// </summary>
internal static class ZoneHealth
{
    /// <param name="counts">Devices by <see cref="DeviceHealth"/>.</param>
    public static DeviceHealth Of(ReadOnlySpan<int> counts)
    {
        var (ok, suspect, stale, offline) = Split(counts);
        var inService = ok + suspect + stale + offline;
        if (inService == 0)
        {
            return DeviceHealth.OutOfService;
        }

        if (ok * 2 > inService)
        {
            return DeviceHealth.Ok;
        }

        if (offline >= stale && offline >= suspect)
        {
            return DeviceHealth.Offline;
        }

        return stale >= suspect ? DeviceHealth.Stale : DeviceHealth.Suspect;
    }

    /// <summary>A suspect device is heard, so it counts as covered.</summary>
    public static double? Coverage(ReadOnlySpan<int> counts)
    {
        var (ok, suspect, stale, offline) = Split(counts);
        var inService = ok + suspect + stale + offline;
        return inService == 0 ? null : (double)(ok + suspect) / inService;
    }

    private static (int Ok, int Suspect, int Stale, int Offline) Split(ReadOnlySpan<int> counts) => (
        counts[(int)DeviceHealth.Ok],
        counts[(int)DeviceHealth.Suspect],
        counts[(int)DeviceHealth.Stale],
        counts[(int)DeviceHealth.Offline] + counts[(int)DeviceHealth.Unknown]);
}
