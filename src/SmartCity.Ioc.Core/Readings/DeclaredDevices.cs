using System.Collections;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Readings;

/// <summary>
/// The devices that a city declares, as its files have them, made again from the registry's entries where somebody asks: among a hundred thousand
/// devices a second copy of each is 100 bytes a device that nobody reads after the start. Any thread.
/// </summary>
internal sealed class DeclaredDevices : IReadOnlyList<DeviceDefinition>
{
    private readonly Func<int, Device> _entry;
    private readonly Dictionary<int, DeviceDefinition> _whole = [];

    /// <param name="entry">A declared device's entry as it was at first.</param>
    public DeclaredDevices(IReadOnlyList<DeviceDefinition> devices, Func<int, Device> entry)
    {
        (Count, _entry) = (devices.Count, entry);
        for (var i = 0; i < devices.Count; i++)
        {
            // A gauge has its own levels, a street its own speed: few do.
            if (devices[i].AlarmLevels is not null || devices[i].FreeFlowSpeed is not null)
            {
                _whole.Add(i, devices[i]);
            }
        }
    }

    public int Count { get; }

    public DeviceDefinition this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            var device = _entry(index);
            return _whole.GetValueOrDefault(index)
                ?? new DeviceDefinition(device.Id, device.Zone, device.Kind, device.Name, device.Location!.Value, device.Owner) { Interval = device.DeclaredInterval };
        }
    }

    public IEnumerator<DeviceDefinition> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
