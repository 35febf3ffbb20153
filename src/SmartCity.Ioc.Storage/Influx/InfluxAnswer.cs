using System.Text.Json;

namespace SmartCity.Ioc.Storage.Influx;

/// <summary>What is in an answer to InfluxQL.</summary>
internal static class InfluxAnswer
{
    /// <remarks>A series without rows, such as the databases of a new server, has no values at all.</remarks>
    public static IEnumerable<JsonElement> Rows(JsonDocument answer) =>
        Series(answer).SelectMany(series => series.TryGetProperty("values", out var values) ? [.. values.EnumerateArray()] : Array.Empty<JsonElement>());

    /// <summary>The columns of the first series; the time comes first.</summary>
    public static IReadOnlyList<string> Columns(JsonDocument answer)
    {
        foreach (var series in Series(answer))
        {
            return [.. series.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!)];
        }

        return [];
    }

    public static List<KeyValuePair<string, double>> Values(JsonElement row, IReadOnlyList<string> columns)
    {
        var values = new List<KeyValuePair<string, double>>();
        for (var i = 1; i < columns.Count; i++)
        {
            if (row[i].ValueKind == JsonValueKind.Number)
            {
                values.Add(KeyValuePair.Create(columns[i], row[i].GetDouble()));
            }
        }

        return values;
    }

    private static IEnumerable<JsonElement> Series(JsonDocument answer)
    {
        if (!answer.RootElement.TryGetProperty("results", out var results))
        {
            yield break;
        }

        foreach (var result in results.EnumerateArray())
        {
            if (!result.TryGetProperty("series", out var series))
            {
                continue;
            }

            foreach (var one in series.EnumerateArray())
            {
                yield return one;
            }
        }
    }
}
