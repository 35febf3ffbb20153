using System.Globalization;
using System.Text;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>Boundaries as <c>territory.geojson</c> has them: a line for each zone, five decimals (1.1 m), so that a difference can be read.</summary>
public static class BoundariesText
{
    public const string FileName = BoundariesSection.FileName;

    public static string Write(IEnumerable<ZoneBoundary> boundaries)
    {
        ArgumentNullException.ThrowIfNull(boundaries);
        var text = new StringBuilder("{\"type\":\"FeatureCollection\",\"features\":[");
        var first = true;
        foreach (var boundary in boundaries)
        {
            text.Append(first ? "\n" : ",\n");
            first = false;
            // Ids are of a-z 0-9 . _ - and need no escapes.
            text.Append(CultureInfo.InvariantCulture, $"{{\"type\":\"Feature\",\"id\":\"{boundary.Zone}\",\"properties\":{{}},\"geometry\":{{\"type\":\"MultiPolygon\",\"coordinates\":");
            Append(text, boundary.Polygons, (polygon, t) => Append(t, polygon, (ring, u) => Append(u, ring, static (point, v) =>
                v.Append(CultureInfo.InvariantCulture, $"[{Math.Round(point.Lon, 5)},{Math.Round(point.Lat, 5)}]"))));
            text.Append("}}");
        }

        return text.Append("\n]}\n").ToString();
    }

    private static void Append<T>(StringBuilder text, IReadOnlyList<T> items, Action<T, StringBuilder> append)
    {
        text.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            append(items[i], text);
        }

        text.Append(']');
    }
}
