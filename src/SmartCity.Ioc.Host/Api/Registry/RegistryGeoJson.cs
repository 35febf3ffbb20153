using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Registry;

namespace SmartCity.Ioc.Host.Api.Registry;

/// <summary>The registry as a FeatureCollection of points (RFC 7946), for any map program; a device without a position has a null geometry.</summary>
internal static class RegistryGeoJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IEnumerable<Device> devices, CityRegistry registry)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            foreach (var device in devices)
            {
                json.WriteStartObject();
                json.WriteString("type", "Feature");
                json.WriteString("id", device.Id);
                if (device.Location is { } at)
                {
                    // Longitude first: RFC 7946, section 3.1.1.
                    json.WriteStartObject("geometry");
                    json.WriteString("type", "Point");
                    json.WriteStartArray("coordinates");
                    json.WriteNumberValue(at.Lon);
                    json.WriteNumberValue(at.Lat);
                    json.WriteEndArray();
                    json.WriteEndObject();
                }
                else
                {
                    json.WriteNull("geometry");
                }

                json.WriteStartObject("properties");
                json.WriteString("zone", registry.Zones[device.Zone].Id);
                json.WriteString("kind", registry.Kinds[device.Kind].Id);
                json.WriteString("name_vi", device.Name.Vi);
                json.WriteString("name_en", device.Name.En);
                if (device.Owner is { } owner)
                {
                    json.WriteString("owner", owner);
                }

                if (device.DeclaredInterval is { } interval)
                {
                    json.WriteNumber("interval_seconds", interval.TotalSeconds);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="FormatException">What is wrong, and in which feature.</exception>
    public static IReadOnlyList<DeviceChange> Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.TryGetProperty("crs", out var system) && !IsWgs84(system))
            {
                throw new FormatException("Positions must be longitude and latitude in WGS 84 (RFC 7946, section 4), not in another 'crs'.");
            }

            return [.. root.GetProperty("features").EnumerateArray().Select(Read)];
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or OverflowException)
        {
            throw new FormatException($"Not a FeatureCollection of points: {fault.Message}", fault);
        }
    }

    private static DeviceChange Read(JsonElement feature, int number)
    {
        var properties = feature.GetProperty("properties");
        var id = feature.TryGetProperty("id", out var given) ? given.ToString() : Text(properties, "id");
        if (id is null)
        {
            throw new FormatException($"Feature {number} has no id.");
        }

        GeoPoint? place = null;
        if (feature.TryGetProperty("geometry", out var geometry) && geometry.ValueKind == JsonValueKind.Object)
        {
            var at = geometry.GetProperty("coordinates");
            place = geometry.GetProperty("type").GetString() == "Point" && at.GetArrayLength() >= 2
                ? new GeoPoint(at[1].GetDouble(), at[0].GetDouble())
                : throw new FormatException($"Feature {number} is not a point.");
        }

        var (vi, en) = (Text(properties, "name_vi"), Text(properties, "name_en"));
        return new DeviceChange(
            id, Text(properties, "zone"), Text(properties, "kind"), vi is null && en is null ? null : new LocalizedText(vi ?? en!, en ?? vi!), place,
            Text(properties, "owner"),
            IntervalSeconds: properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty("interval_seconds", out var interval)
                && interval.ValueKind == JsonValueKind.Number ? interval.GetDouble() : null);
    }

    // As programs that write the old form of 2008 name it; whatever the authority.
    private static bool IsWgs84(JsonElement system) =>
        system.ValueKind == JsonValueKind.Null
        || (system.TryGetProperty("properties", out var properties) && Text(properties, "name") is { } name
            && (name.EndsWith("CRS84", StringComparison.OrdinalIgnoreCase) || name.EndsWith(":4326", StringComparison.Ordinal)));

    private static string? Text(JsonElement properties, string name) =>
        properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
