using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>The devices of one zone, with all zones below it, that one rule watches. Those that register themselves are counted when they do.</summary>
internal sealed class ZoneMembers(CityRegistry registry, int zone, Func<Device, bool> watches, SourceGap gap)
{
    private int _looked;
    private int _count;

    /// <summary>Silence of the whole zone that is longer is a gap.</summary>
    public SourceGap Gap => gap;

    public int Count
    {
        get
        {
            for (var known = registry.DeviceCount; _looked < known; _looked++)
            {
                var device = registry.Device(_looked);
                _count += registry.Zones.IsWithin(device.Zone, zone) && watches(device) ? 1 : 0;
            }

            return _count;
        }
    }

    /// <summary>The registry says something else of the device: it may be in or out.</summary>
    public void Recount(int device)
    {
        if (device < _looked)
        {
            (_looked, _count) = (0, 0);
        }
    }

    public string NameOf(int device) => registry.Device(device).Id;

    /// <returns>The device's index today, or -1 where the city does not have it any more.</returns>
    public int Find(string id) => registry.TryFindDevice(id, out var device) ? device : -1;
}
