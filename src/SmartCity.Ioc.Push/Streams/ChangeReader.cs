using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>Reads from the live table what a filter shows and a cursor has not seen.</summary>
internal sealed class ChangeReader(LiveTable table, CityRegistry registry, TimeProvider time)
{
    private readonly DeviceEncoder _devices = new(registry);
    private readonly PackedDeviceEncoder _packed = new(registry);
    private readonly ZoneEncoder _zones = new(registry);

    /// <summary>How large the whole state may be, before anybody has looked.</summary>
    public long GuessBytes(LiveInclude include) => !include.HasFlag(LiveInclude.Devices) ? 0
        : table.DeviceCount * (include.HasFlag(LiveInclude.Packed) ? PackedDeviceEncoder.UsualLength : DeviceEncoder.UsualLength);

    /// <summary>Whether about as much has changed since a version as is there at all.</summary>
    public bool IsMost(long from) => table.Version - from >= table.DeviceCount / 2;

    /// <param name="from">The version that the client has, or -1 for the whole state.</param>
    public ChangeSet Read(LiveFilter filter, LiveInclude include, long from)
    {
        var to = table.Version;
        var devices = ArrayFragment.Empty;
        PackedDevices? packed = null;
        var overtaken = 0;
        if (include.HasFlag(LiveInclude.Devices))
        {
            var rows = ChangedRows(filter, from, to, out overtaken);
            if (include.HasFlag(LiveInclude.Packed))
            {
                packed = rows.Count == 0 && from >= 0
                    ? null
                    : _packed.Encode(rows, from, time.GetUtcNow().ToUnixTimeMilliseconds());
            }
            else
            {
                devices = Join(rows);
            }
        }

        var zones = include.HasFlag(LiveInclude.Zones) ? ReadZones(filter, from) : ArrayFragment.Empty;
        return new ChangeSet(from, to, devices, packed, zones, devices.Length == 2 && packed is null && zones.Length == 2, overtaken);
    }

    private ReadOnlyMemory<byte> Join(List<DeviceRow> rows)
    {
        var array = new ArrayFragment();
        foreach (var row in rows)
        {
            array.Add(_devices.Encode(row).Json.Span);
        }

        return array.End();
    }

    private List<DeviceRow> ChangedRows(LiveFilter filter, long from, long to, out int overtaken)
    {
        overtaken = 0;
        var rows = new List<DeviceRow>();
        if (from >= 0 && !filter.MayHaveChanged(table.Zones, from))
        {
            return rows;
        }

        // The log is the shorter way until it would be read for more versions than there are devices.
        if (from < 0 || to - from > table.DeviceCount || !TryFollowLog(filter, from, to, rows, out overtaken))
        {
            overtaken = 0;
            rows.Clear();
            foreach (var row in table.Devices)
            {
                if (row.Version > from && filter.Passes(row.Device))
                {
                    rows.Add(row);
                }
            }
        }

        return rows;
    }

    private bool TryFollowLog(LiveFilter filter, long from, long to, List<DeviceRow> rows, out int overtaken)
    {
        overtaken = 0;
        var log = table.Log;
        var devices = table.Devices;
        HashSet<int>? racing = null;
        for (var version = from + 1; version <= to; version++)
        {
            var device = log[version];
            if (device < 0)
            {
                continue;
            }

            if (device >= devices.Length)
            {
                // Only a slot that the ring has reused can name a device newer than the versions asked for.
                return false;
            }

            var row = devices[device];
            var current = row.Version;

            // A later entry of the same device stands for it, except one past the end that came in while we walk: that device is taken
            // now, once, and will be sent again.
            if (current != version && (current <= to || !(racing ??= []).Add(device)))
            {
                overtaken += filter.Passes(row.Device) ? 1 : 0;
                continue;
            }

            if (filter.Passes(row.Device))
            {
                rows.Add(row);
            }
        }

        return log.Holds(from);
    }

    private ReadOnlyMemory<byte> ReadZones(LiveFilter filter, long from)
    {
        var array = new ArrayFragment();
        var rows = table.Zones;
        for (var zone = 0; zone < rows.Length; zone++)
        {
            if (rows[zone].Version > from && filter.PassesZone(zone))
            {
                array.Add((filter.HasKinds ? _zones.Encode(rows[zone], filter.PassesKind) : _zones.Encode(rows[zone])).Span);
            }
        }

        return array.End();
    }
}
