using System.Buffers;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.Encoding;

/// <summary>
/// Devices for large walls, about five bytes an update: the distance to the device before, health, age and the first metric of the kind.
/// The layout is in <c>docs/live-push.md</c>.
/// </summary>
internal sealed class PackedDeviceEncoder(CityRegistry registry)
{
    /// <summary>Bytes of a device in a first frame, its entry in the roster with them.</summary>
    public const long UsualLength = 55;

    private const byte HasTime = 0x08;
    private const byte HasValue = 0x10;
    private const byte HasPlace = 0x20;

    // A tenth of a metre, in degrees of latitude.
    private const double PlacesPerDegree = 1e6;
    private const long AgeUnitMilliseconds = 100;

    // Scaled values stay exactly representable, and a varint of one stays within eight bytes.
    private const double LargestScaled = 1L << 52;

    // The wire's numbers for health, by our own.
    private static ReadOnlySpan<byte> HealthCodes => [2, 0, 1, 2, 3, 4];

    [ThreadStatic]
    private static DeviceState? _state;

    public PackedDevices Encode(List<DeviceRow> rows, long from, long baseMilliseconds)
    {
        rows.Sort(static (a, b) => a.Device.Index.CompareTo(b.Device.Index));
        var roster = new ArrayFragment();
        var updates = new ArrayBufferWriter<byte>(rows.Count * 8 + 16);
        var state = _state ??= new DeviceState();
        var next = 0;
        foreach (var row in rows)
        {
            var device = row.Device;
            if (row.RosterVersion > from)
            {
                roster.Add(RosterEntry(device));
            }

            row.Read(state);
            WriteVarint(updates, (ulong)(device.Index - next));
            next = device.Index + 1;
            WriteState(updates, device, state, baseMilliseconds);
        }

        return new PackedDevices(roster.End(), baseMilliseconds, updates.WrittenMemory, rows.Count);
    }

    private void WriteState(ArrayBufferWriter<byte> updates, Device device, DeviceState state, long baseMilliseconds)
    {
        var head = HealthCodes[(int)state.Health];
        var scaled = 0L;
        if (TryScale(device, state, out scaled))
        {
            head |= HasValue;
        }

        if (state.ReceivedAtNanos != 0)
        {
            head |= HasTime;
        }

        if (state.Location is not null)
        {
            head |= HasPlace;
        }

        updates.GetSpan(1)[0] = head;
        updates.Advance(1);
        if ((head & HasTime) != 0)
        {
            var age = baseMilliseconds - EpochTime.Milliseconds(state.MeasuredAtNanos);
            WriteVarint(updates, ZigZag(age / AgeUnitMilliseconds));
        }

        if ((head & HasValue) != 0)
        {
            WriteVarint(updates, ZigZag(scaled));
        }

        if (state.Location is { } place)
        {
            WriteVarint(updates, ZigZag((long)Math.Round(place.Lat * PlacesPerDegree)));
            WriteVarint(updates, ZigZag((long)Math.Round(place.Lon * PlacesPerDegree)));
        }
    }

    private bool TryScale(Device device, DeviceState state, out long scaled)
    {
        scaled = 0;
        var metrics = registry.Kinds[device.Kind].Metrics;
        if (metrics.Count == 0 || !registry.TryFindMetric(metrics[0].Id, out var metric))
        {
            return false;
        }

        foreach (ref readonly var slot in state.Values)
        {
            if (slot.Metric == metric)
            {
                var value = Math.Round(slot.Value * Math.Pow(10, metrics[0].Decimals));
                scaled = (long)Math.Clamp(value, -LargestScaled, LargestScaled);
                return true;
            }
        }

        return false;
    }

    private byte[] RosterEntry(Device device)
    {
        var kind = registry.Kinds[device.Kind];
        var json = FragmentWriter.Begin();
        json.WriteStartArray();
        json.WriteNumberValue(device.Index);
        json.WriteStringValue(device.Id);
        json.WriteStringValue(registry.Zones[device.Zone].Id);
        json.WriteStringValue(kind.Id);
        if (kind.Metrics.Count > 0)
        {
            json.WriteStringValue(kind.Metrics[0].Id);
            json.WriteNumberValue(kind.Metrics[0].Decimals);
        }

        json.WriteEndArray();
        return FragmentWriter.End();
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static void WriteVarint(ArrayBufferWriter<byte> target, ulong value)
    {
        var span = target.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        target.Advance(length);
    }
}
