using System.Text.Json.Serialization;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Device">Whose history, or null for a zone's.</param>
/// <param name="Zone">Whose history, or null for a device's.</param>
/// <param name="Window">Length of the windows; null for readings.</param>
/// <param name="TimeZone">At whose midnight days begin.</param>
/// <param name="Missing">Present while the store catches up after it was away: what it does not have yet.</param>
/// <param name="Points">Oldest first: <c>t</c> with <c>value</c>, or with the statistics by name.</param>
internal sealed record HistoryAnswer(
    string? Device,
    string? Zone,
    string Kind,
    string Metric,
    string Unit,
    string? Window,
    string TimeZone,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HistorySpan? Missing,
    IReadOnlyList<HistoryPoint> Points,
    string? NextCursor);

internal sealed record HistorySpan(DateTimeOffset From, DateTimeOffset To);

/// <summary>A point; what it does not have (percentiles of a metric that keeps none) is absent.</summary>
/// <param name="T">Event time of the reading, or the window's start.</param>
internal sealed record HistoryPoint(DateTimeOffset T)
{
    /// <summary>Nothing was measured from <c>t</c> to <c>until</c>.</summary>
    public bool? Gap { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>The window is not closed yet.</summary>
    public bool? Provisional { get; init; }

    public double? Value { get; init; }

    /// <summary>Of a reading: its message had no <c>ts</c>, and <c>t</c> is its arrival.</summary>
    public bool? TimeAssumed { get; init; }

    public int? Revision { get; init; }

    public long? Count { get; init; }

    public double? Sum { get; init; }

    public double? Mean { get; init; }

    public double? Min { get; init; }

    public double? Max { get; init; }

    public double? First { get; init; }

    public double? Last { get; init; }

    public double? Stddev { get; init; }

    public double? P50 { get; init; }

    public double? P95 { get; init; }

    public double? P99 { get; init; }

    public double? Coverage { get; init; }
}
