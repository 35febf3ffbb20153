using System.Text.Json;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Simulators.TerritoryTool;

/// <summary>A feature of a map file: what it is called there, and its rings on the grid, by polygon.</summary>
/// <param name="Names">What may say which zone it is: its id and its names, the likeliest name first.</param>
/// <param name="English">Its English name, or null.</param>
internal sealed record DrawnZone(IReadOnlyList<string> Names, string? English, IReadOnlyList<IReadOnlyList<IReadOnlyList<GridPoint>>> Polygons)
{
    private static readonly string[] Usual = ["zone", "full_name", "name", "ten", "NAME", "code", "id"];

    public string Name => Names[0];

    /// <param name="property">Holds the zone's id or name; null for the usual ones and the feature's id.</param>
    /// <exception cref="FormatException">What is wrong, and in which feature.</exception>
    public static IReadOnlyList<DrawnZone> Read(string text, string? property, string englishProperty)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.TryGetProperty("features", out var features) && features.ValueKind == JsonValueKind.Array
                ? [.. features.EnumerateArray().Select((feature, i) => Read(feature, i + 1, property, englishProperty))]
                : throw new FormatException("the file is no FeatureCollection");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new FormatException($"the file is not GeoJSON: {fault.Message}", fault);
        }
    }

    private static DrawnZone Read(JsonElement feature, int number, string? property, string englishProperty)
    {
        var properties = feature.TryGetProperty("properties", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var names = property is not null
            ? [Text(properties, property) ?? throw new FormatException($"feature {number} has no property '{property}'{Others(properties)}")]
            : Usual.Select(usual => Text(properties, usual)).Append(Text(feature, "id")).OfType<string>().ToList();
        if (names.Count == 0)
        {
            throw new FormatException($"feature {number} has no id and no name; say with --property where its zone stands{Others(properties)}");
        }

        try
        {
            var polygons = GeoJsonPolygons.Read(feature.TryGetProperty("geometry", out var geometry) ? geometry : default);
            return new DrawnZone(names, Text(properties, englishProperty), [.. polygons.Select(OnGrid).Where(rings => rings.Count > 0)]);
        }
        catch (FormatException fault)
        {
            throw new FormatException($"feature {number} ('{names[0]}') {fault.Message}", fault);
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(name, out var value) ? null
        : value.ValueKind switch
        {
            JsonValueKind.String when value.GetString()!.Trim() is { Length: > 0 } text => text,
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };

    private static string Others(JsonElement properties) =>
        properties.ValueKind == JsonValueKind.Object ? $"; it has {string.Join(", ", properties.EnumerateObject().Select(one => one.Name))}" : string.Empty;

    /// <summary>Without its outer ring a polygon is nothing, whatever holes it had.</summary>
    private static List<List<GridPoint>> OnGrid(IReadOnlyList<IReadOnlyList<GeoPoint>> rings)
    {
        var outer = OnGrid(rings[0]);
        return IsArea(outer) ? [outer, .. rings.Skip(1).Select(OnGrid).Where(IsArea)] : [];
    }

    /// <summary>Positions that the grid makes equal are one.</summary>
    private static List<GridPoint> OnGrid(IReadOnlyList<GeoPoint> ring)
    {
        var points = new List<GridPoint>(ring.Count);
        foreach (var point in ring.Select(GridPoint.Of))
        {
            if (points.Count == 0 || points[^1] != point)
            {
                points.Add(point);
            }
        }

        return points;
    }

    /// <summary>A ring smaller than the grid is no land.</summary>
    private static bool IsArea(List<GridPoint> ring) => ring.Count >= 4 && GridPoint.Area(ring) > 0;
}
