using System.Buffers;
using System.Text.Json;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>
/// The registry as one compact array, encoded once per change of the registry: a hundred thousand devices are some 7 MB and 1.5 MB on the
/// line, where the paged list takes a hundred requests. What moves is not in it; that comes over the hub.
/// </summary>
internal sealed class DeviceSnapshot(CityRegistry registry)
{
    private readonly Lock _encoding = new();
    private volatile Encoded? _latest;

    /// <summary>Everything, for callers who may see everything.</summary>
    public Encoded Latest
    {
        get
        {
            if (_latest is { } latest && latest.Version == registry.Version)
            {
                return latest;
            }

            // A thousand walls that come back together wait for one encoding.
            lock (_encoding)
            {
                if (_latest is not { } current || current.Version != registry.Version)
                {
                    _latest = current = Encode(static _ => true);
                }

                return current;
            }
        }
    }

    /// <summary>The part that a caller may see.</summary>
    public Encoded Of(CallerZones caller) => Encode(device => caller.Sees(device.Zone));

    private Encoded Encode(Predicate<Device> seen)
    {
        // Read before the devices: one that comes meanwhile makes the next version.
        var version = registry.Version;
        var count = registry.DeviceCount;
        var zones = registry.Zones.Zones;
        var kinds = registry.Kinds;
        var buffer = new ArrayBufferWriter<byte>(128 + (count * 80));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteIds(json, "zones", zones.Select(zone => zone.Id));
            WriteIds(json, "kinds", kinds.Select(kind => kind.Id));
            json.WriteStartArray("devices");
            for (var index = 0; index < count; index++)
            {
                var device = registry.Device(index);
                if (seen(device))
                {
                    Write(json, device);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new Encoded(version, EncodedAnswer.Of(buffer.WrittenSpan.ToArray()));
    }

    private static void Write(Utf8JsonWriter json, Device device)
    {
        json.WriteStartArray();
        json.WriteStringValue(device.Id);
        json.WriteNumberValue(device.Zone);
        json.WriteNumberValue(device.Kind);
        if (device.Location is { } place)
        {
            json.WriteNumberValue(Math.Round(place.Lat, 6));
            json.WriteNumberValue(Math.Round(place.Lon, 6));
        }
        else
        {
            json.WriteNullValue();
            json.WriteNullValue();
        }

        // A device that registered itself is called by its id.
        if (device.Name.Vi != device.Id || device.Name.En != device.Id)
        {
            json.WriteStringValue(device.Name.Vi);
            json.WriteStringValue(device.Name.En);
        }

        json.WriteEndArray();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, IEnumerable<string> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }

    /// <param name="Version">Of the registry.</param>
    internal sealed record Encoded(long Version, EncodedAnswer Answer);
}
