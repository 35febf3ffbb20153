using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The devices in the order of their ids, with their words folded for searching; made anew when the registry has changed.</summary>
internal sealed class DeviceSearch(CityRegistry registry)
{
    private volatile State _state = new(-1, []);

    /// <summary>In the order of ids, so that a page's last id is a cursor that outlives a restart.</summary>
    public IReadOnlyList<(Device Device, string Folded)> Sorted
    {
        get
        {
            // The version first: what is added while the list is made makes it anew at the next call.
            var version = registry.Version;
            if (_state.Version != version)
            {
                var devices = new (Device, string)[registry.DeviceCount];
                for (var i = 0; i < devices.Length; i++)
                {
                    var device = registry.Device(i);
                    devices[i] = (device, TextFolding.Fold($"{device.Id} {device.Name.Vi} {device.Name.En} {device.Owner}"));
                }

                Array.Sort(devices, static (a, b) => string.CompareOrdinal(a.Item1.Id, b.Item1.Id));
                _state = new State(version, devices);
            }

            return _state.Devices;
        }
    }

    /// <summary>The place of the first device after an id.</summary>
    public static int After(IReadOnlyList<(Device Device, string Folded)> sorted, string id)
    {
        var (low, high) = (0, sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(sorted[middle].Device.Id, id) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private sealed record State(long Version, (Device Device, string Folded)[] Devices);
}
