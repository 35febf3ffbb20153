using System.Text.Json.Serialization;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Device">Whose history, or null for a zone's.</param>
/// <param name="Zone">Whose history, or null for a device's.</param>
/// <param name="Window">Length of the windows; null for readings.</param>
/// <param name="Points">Oldest first: <c>t</c> with <c>value</c>, or with the statistics by name.</param>
internal sealed record HistoryAnswer(
    string? Device,
    string? Zone,
    string Kind,
    string Metric,
    string Unit,
    string? Window,
    IReadOnlyList<HistoryPoint> Points,
    string? NextCursor);

/// <summary>A point; what it does not have (percentiles of a metric that keeps none) is absent.</summary>
/// <param name="T">Event time of the reading, or the window's start.</param>
internal sealed record HistoryPoint(DateTimeOffset T)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Value { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Revision { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Count { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Sum { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Mean { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Min { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Max { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? First { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Last { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Stddev { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P50 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P95 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P99 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Coverage { get; init; }
}
