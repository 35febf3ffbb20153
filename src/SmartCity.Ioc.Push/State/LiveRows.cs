using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Push.State;

/// <summary>
/// The rows behind <see cref="LiveTable"/>: one for each device and zone that the registry knows, and what a device's change means for the
/// zones above it. Written under the table's lock, read by any thread.
/// </summary>
internal sealed class LiveRows(CityRegistry registry, ChangeLog log)
{
    private readonly List<int> _moved = [];
    private volatile DeviceRow[] _devices = [];
    private volatile ZoneRow[] _zones = [];
    private int _deviceCount;
    private long _updates;

    public int DeviceCount => Volatile.Read(ref _deviceCount);

    public ReadOnlySpan<DeviceRow> Devices => _devices.AsSpan(0, DeviceCount);

    public ReadOnlySpan<ZoneRow> Zones => _zones;

    /// <summary>A new version for a device, and with it for its zone and all above.</summary>
    public long Touch(DeviceRow row)
    {
        var version = log.Next(row.Device.Index);
        for (var zone = row.Device.Zone; zone >= 0; zone = registry.Zones[zone].Parent)
        {
            _zones[zone].DevicesVersion = version;
        }

        return version;
    }

    /// <summary>Moves a device's health from one count to another in its zone and all above; a zone that looks different gets a version.</summary>
    public void Recount(int zone, DeviceHealth from, int fromBy, DeviceHealth to, int toBy)
    {
        for (; zone >= 0; zone = registry.Zones[zone].Parent)
        {
            var row = _zones[zone];
            var before = row.Summary;
            row.BeginWrite();
            row.CountDevice(from, fromBy);
            row.CountDevice(to, toBy);
            row.EndWrite(row.Summary == before ? row.Version : log.Next(-1));
        }
    }

    public void CountAlert(Alert? alert, int by)
    {
        if (alert?.State is not (AlertState.Active or AlertState.Acknowledged or AlertState.Cleared)
            || !registry.Zones.TryGet(alert.Zone, out var zone))
        {
            return;
        }

        for (var index = zone.Index; index >= 0; index = registry.Zones[index].Parent)
        {
            _zones[index].BeginWrite();
            _zones[index].CountAlert(alert.Severity, by);
            _zones[index].EndWrite(log.Next(-1));
        }
    }

    /// <summary>Takes over what the registry has learned since: new zones and devices, and devices that moved.</summary>
    public void Follow()
    {
        var count = registry.DeviceCount;
        var zones = registry.Zones;
        if (count == _deviceCount && registry.Updates == _updates && zones.Count == _zones.Length)
        {
            return;
        }

        FollowZones(zones);
        FollowMoves();
        if (count > _devices.Length)
        {
            var larger = new DeviceRow[Math.Max(count, _devices.Length * 2)];
            _devices.CopyTo(larger, 0);
            _devices = larger;
        }

        for (var i = _deviceCount; i < count; i++)
        {
            var device = registry.Device(i);
            var row = new DeviceRow(device, registry.Kinds[device.Kind].Metrics.Count);
            _devices[i] = row;
            Recount(device.Zone, DeviceHealth.Unknown, 0, DeviceHealth.Unknown, +1);
            Enroll(row);
        }

        Volatile.Write(ref _deviceCount, count);
    }

    private void FollowMoves()
    {
        if (registry.Updates == _updates)
        {
            return;
        }

        _moved.Clear();
        if (!registry.TryReadUpdates(ref _updates, _moved))
        {
            _moved.AddRange(Enumerable.Range(0, _deviceCount));
        }

        foreach (var device in _moved)
        {
            // One that is not here yet comes with its newest entry.
            if (device < _deviceCount)
            {
                Move(_devices[device], registry.Device(device));
            }
        }
    }

    private void FollowZones(ZoneTree zones)
    {
        if (_zones.Length == zones.Count)
        {
            return;
        }

        var larger = new ZoneRow[zones.Count];
        _zones.CopyTo(larger, 0);
        for (var i = _zones.Length; i < larger.Length; i++)
        {
            larger[i] = new ZoneRow(i);
            larger[i].BeginWrite();
            larger[i].EndWrite(log.Next(-1));
        }

        _zones = larger;
    }

    private void Move(DeviceRow row, Device device)
    {
        if (ReferenceEquals(row.Device, device))
        {
            return;
        }

        var from = row.Device.Zone;
        row.Device = device;
        if (from != device.Zone)
        {
            Recount(from, row.Health, -1, row.Health, 0);
            Recount(device.Zone, row.Health, 0, row.Health, +1);
        }

        Enroll(row);
    }

    private void Enroll(DeviceRow row)
    {
        var version = Touch(row);
        row.BeginWrite();
        row.RosterVersion = version;
        row.EndWrite(version);
    }
}
