using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>
/// Which zones went dark: most of the devices heard in a zone are silent, and nearly all of those said their last word within the same
/// minute. A power cut and a cut line look the same from here. Immutable; made from the figures when somebody asks.
/// </summary>
internal sealed class OutageView
{
    /// <summary>Two silent devices are two faults.</summary>
    public const int LeastDevices = 3;

    /// <summary>So long after each other the last words of one outage may lie.</summary>
    private const long TogetherNanos = 60_000_000_000;

    private readonly (long FromNanos, long ToNanos)[] _zones;

    private OutageView((long, long)[] zones, long clockNanos) => (_zones, ClockNanos) = (zones, clockNanos);

    public static OutageView Nothing { get; } = new([], long.MinValue);

    public long ClockNanos { get; }

    public static OutageView Of(CityRegistry registry, FiguresTable figures, long clockNanos)
    {
        var territory = registry.Zones;
        var heard = new int[territory.Count];
        var lastWords = new List<long>?[territory.Count];
        for (var index = 0; index < registry.DeviceCount; index++)
        {
            if (!figures.TryCopy(index, out var f) || f.FirstHeardNanos == 0 || f.Health == DeviceHealth.OutOfService)
            {
                continue;
            }

            for (var zone = registry.Device(index).Zone; zone >= 0 && zone < heard.Length; zone = territory[zone].Parent)
            {
                heard[zone]++;
                if (IsSilent(f.Health))
                {
                    (lastWords[zone] ??= []).Add(f.LastHeardNanos);
                }
            }
        }

        var zones = new (long, long)[territory.Count];
        for (var zone = 0; zone < zones.Length; zone++)
        {
            zones[zone] = lastWords[zone] is { } silent ? Together(silent, heard[zone]) : default;
        }

        return new OutageView(zones, clockNanos);
    }

    public static bool IsSilent(DeviceHealth health) => health is DeviceHealth.Stale or DeviceHealth.Offline;

    /// <summary>Whether the zone itself is dark.</summary>
    public bool IsDark(int zone) => zone < _zones.Length && _zones[zone].ToNanos != 0;

    /// <summary>Whether a silent device went with its zone, or with one above it.</summary>
    public bool Took(Device device, long lastHeardNanos, CityRegistry registry)
    {
        for (var zone = device.Zone; zone >= 0; zone = registry.Zones[zone].Parent)
        {
            if (IsDark(zone) && lastHeardNanos >= _zones[zone].FromNanos && lastHeardNanos <= _zones[zone].ToNanos)
            {
                return true;
            }
        }

        return false;
    }

    // The largest group of last words within a minute of each other; nothing where it is not half of the zone and four fifths of its silence.
    private static (long FromNanos, long ToNanos) Together(List<long> silent, int heard)
    {
        silent.Sort();
        var (from, count, best) = (0, 0, (0L, 0L));
        for (var to = 0; to < silent.Count; to++)
        {
            while (silent[to] - silent[from] > TogetherNanos)
            {
                from++;
            }

            if (to - from + 1 > count)
            {
                (count, best) = (to - from + 1, (silent[from], silent[to]));
            }
        }

        return count >= LeastDevices && count * 2 >= heard && count * 5 >= silent.Count * 4 ? best : default;
    }
}
