using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Api.History;

/// <summary>The statistics of a window by their names on the interface.</summary>
internal static class WindowStatistics
{
    public static IReadOnlyList<string> Names { get; } =
        ["count", "sum", "mean", "min", "max", "first", "last", "stddev", "p50", "p95", "p99", "coverage"];

    /// <summary>Whether it is lost when windows are put together.</summary>
    public static bool IsPercentile(string name) => name[0] == 'p';

    public static double Of(in WindowPoint window, string name) => name switch
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
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}
