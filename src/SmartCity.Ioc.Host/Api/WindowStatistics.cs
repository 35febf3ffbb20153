using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Api;

/// <summary>A stored window as the interface shows it: one statistic as <c>value</c>, or all by name.</summary>
internal static class WindowStatistics
{
    public static IReadOnlyList<string> Names { get; } =
        ["count", "sum", "mean", "min", "max", "first", "last", "stddev", "p50", "p95", "p99", "coverage"];

    public static HistoryPoint One(in WindowPoint window, string stat) => new(ApiTime.FromNanos(window.StartNanos))
    {
        Value = JsonNumbers.Finite(stat switch
        {
            "count" => window.Count,
            "sum" => window.Sum,
            "mean" => window.Mean,
            "min" => window.Min,
            "max" => window.Max,
            "first" => window.First,
            "last" => window.Last,
            "stddev" => window.StandardDeviation,
            "p50" => window.P50,
            "p95" => window.P95,
            "p99" => window.P99,
            "coverage" => window.Coverage,
            _ => throw new ArgumentOutOfRangeException(nameof(stat), stat, null),
        }),
    };

    public static HistoryPoint All(in WindowPoint window) => new(ApiTime.FromNanos(window.StartNanos))
    {
        Revision = window.Revision,
        Count = window.Count,
        Sum = JsonNumbers.Finite(window.Sum),
        Mean = JsonNumbers.Finite(window.Mean),
        Min = JsonNumbers.Finite(window.Min),
        Max = JsonNumbers.Finite(window.Max),
        First = JsonNumbers.Finite(window.First),
        Last = JsonNumbers.Finite(window.Last),
        Stddev = JsonNumbers.Finite(window.StandardDeviation),
        P50 = JsonNumbers.Finite(window.P50),
        P95 = JsonNumbers.Finite(window.P95),
        P99 = JsonNumbers.Finite(window.P99),
        Coverage = JsonNumbers.Finite(window.Coverage),
    };
}
