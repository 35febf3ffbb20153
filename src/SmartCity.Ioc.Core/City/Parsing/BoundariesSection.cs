using System.Text.Json;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>territory.geojson</c>: how zones lie on the map, a feature for each, its <c>id</c> the zone's.</summary>
internal static class BoundariesSection
{
    public const string FileName = "territory.geojson";

    /// <param name="zones">Null where <c>zones.yaml</c> is wrong itself: what names its zones is not one more error.</param>
    public static IReadOnlyList<ZoneBoundary> Read(CityFile file, ZoneTree? zones, CityErrors errors)
    {
        var boundaries = new List<ZoneBoundary>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(file.Text);
            if (!document.RootElement.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array)
            {
                errors.Add(file.Name, 0, "the file is no FeatureCollection");
                return [];
            }

            var number = 0;
            foreach (var feature in features.EnumerateArray())
            {
                number++;
                var id = feature.TryGetProperty("id", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
                if (zones is not null && !zones.TryGet(id, out _))
                {
                    errors.Add(file.Name, 0, $"feature {number} has the id '{id}', which is no zone's{Spelling.Suggest(id, zones.Zones.Select(zone => zone.Id))}");
                }
                else if (!seen.Add(id))
                {
                    errors.Add(file.Name, 0, $"'{id}' has two features; a zone in several pieces is one MultiPolygon");
                }
                else
                {
                    boundaries.Add(new ZoneBoundary(id, GeoJsonPolygons.Read(feature.TryGetProperty("geometry", out var geometry) ? geometry : default)));
                }
            }
        }
        catch (FormatException fault)
        {
            errors.Add(file.Name, 0, $"feature {boundaries.Count + 1} {fault.Message}");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            errors.Add(file.Name, 0, $"the file is not GeoJSON: {fault.Message}");
        }

        return boundaries;
    }
}
