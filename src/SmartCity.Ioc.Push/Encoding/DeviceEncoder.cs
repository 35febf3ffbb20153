using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.Encoding;

/// <summary>Devices as JSON objects of CONTRACT section 4, encoded once per change.</summary>
internal sealed class DeviceEncoder(CityRegistry registry)
{
    /// <summary>Bytes of a device with a few metrics.</summary>
    public const long UsualLength = 150;

    [ThreadStatic]
    private static DeviceState? _state;

    public EncodedDevice Encode(DeviceRow row)
    {
        var encoded = row.Encoded;
        if (encoded is not null && encoded.Version == row.Version)
        {
            return encoded;
        }

        var state = _state ??= new DeviceState();
        row.Read(state);
        encoded = new EncodedDevice(state.Version, Write(row.Device, state));
        row.Encoded = encoded;
        return encoded;
    }

    private byte[] Write(Device device, DeviceState state)
    {
        var json = FragmentWriter.Begin();
        json.WriteStartObject();
        json.WriteString("id"u8, registry.DeviceIdUtf8(device.Index));
        json.WriteString("zone"u8, registry.Zones[device.Zone].Id);
        json.WriteString("kind"u8, registry.Kinds[device.Kind].Id);
        if (state.ReceivedAtNanos == 0)
        {
            json.WriteNull("ts"u8);
        }
        else
        {
            json.WriteNumber("ts"u8, EpochTime.Milliseconds(state.MeasuredAtNanos));
        }

        json.WriteString("health"u8, WireNames.Of(state.Health));
        json.WriteStartObject("values"u8);
        foreach (ref readonly var slot in state.Values)
        {
            json.WriteNumber(registry.MetricNameUtf8(slot.Metric), slot.Value);
        }

        json.WriteEndObject();
        if (state.Attributes.Count > 0)
        {
            json.WriteStartObject("attributes"u8);
            foreach (var (name, value) in state.Attributes)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        if (state.Events.Count > 0)
        {
            json.WriteStartArray("events"u8);
            foreach (var detection in state.Events)
            {
                json.WriteRawValue(detection);
            }

            json.WriteEndArray();
        }

        if (state.Location is { } location)
        {
            json.WriteStartObject("loc"u8);
            json.WriteNumber("lat"u8, location.Lat);
            json.WriteNumber("lon"u8, location.Lon);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return FragmentWriter.End();
    }
}
