using System.Globalization;
using System.Text.Json;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>The geometry of an area in GeoJSON (RFC 7946, sections 3.1.6 and 3.1.7).</summary>
public static class GeoJsonPolygons
{
    /// <exception cref="FormatException">What is wrong; the message begins in lower case, for a sentence that names the feature.</exception>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<GeoPoint>>> Read(JsonElement geometry)
    {
        if (geometry.ValueKind != JsonValueKind.Object || !geometry.TryGetProperty("type", out var type) || !geometry.TryGetProperty("coordinates", out var coordinates))
        {
            throw new FormatException("has no geometry");
        }

        var polygons = type.GetString() switch
        {
            "Polygon" => [Polygon(coordinates)],
            "MultiPolygon" => Items(coordinates).Select(Polygon).ToList(),
            var other => throw new FormatException($"is a {other}, not a Polygon or a MultiPolygon"),
        };
        return polygons.Count > 0 ? polygons : throw new FormatException("has no polygon");
    }

    private static IReadOnlyList<IReadOnlyList<GeoPoint>> Polygon(JsonElement rings) =>
        Items(rings).Select(Ring).ToList() is { Count: > 0 } read ? read : throw new FormatException("has a polygon without a ring");

    private static IReadOnlyList<GeoPoint> Ring(JsonElement positions)
    {
        var ring = Items(positions).Select(Position).ToList();
        return ring.Count < 4
            ? throw new FormatException($"has a ring of {ring.Count} positions; the least is four, of which the last is the first")
            : ring[0] == ring[^1]
                ? ring
                : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"has a ring that does not end where it began, at [{ring[0].Lon}, {ring[0].Lat}]"));
    }

    private static GeoPoint Position(JsonElement position)
    {
        var items = Items(position);
        // Longitude first; a third number is a height.
        if (items.Count() < 2 || !items.Take(2).All(item => item.ValueKind == JsonValueKind.Number))
        {
            throw new FormatException("has a position that is not [longitude, latitude]");
        }

        var (lon, lat) = (position[0].GetDouble(), position[1].GetDouble());
        return Math.Abs(lon) <= 180 && Math.Abs(lat) <= 90
            ? new GeoPoint(lat, lon)
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"has the position [{lon}, {lat}]; a position is [longitude, latitude] in degrees (WGS 84){(Math.Abs(lat) <= 180 && Math.Abs(lon) <= 90 ? ", and these two seem to be exchanged" : "")}"));
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement array) =>
        array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : throw new FormatException("has coordinates that are not nested arrays of numbers");
}
