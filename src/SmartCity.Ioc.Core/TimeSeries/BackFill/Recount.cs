using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.TimeSeries.BackFill;

/// <summary>Windows from readings once more, with the numbers that the pipeline would have given them.</summary>
internal static class Recount
{
    private const long NanosPerMs = 1_000_000;

    /// <param name="readings">Of one metric of one device, oldest first.</param>
    public static IEnumerable<WindowPoint> Windows(
        IReadOnlyList<ReadingPoint> readings, WindowGrid grid, bool keepsPercentiles, double intervalNanos)
    {
        var sketch = keepsPercentiles ? new QuantileSketch() : null;
        for (var i = 0; i < readings.Count;)
        {
            var start = grid.StartOf(readings[i].TimeNanos);
            var end = grid.Next(start);
            var state = default(WindowState);
            sketch?.Clear();
            for (; i < readings.Count && readings[i].TimeNanos < end; i++)
            {
                state.Add(readings[i].Value, (int)((readings[i].TimeNanos - start) / NanosPerMs));
                sketch?.Add(readings[i].Value);
            }

            yield return new WindowPoint(
                start, 1, state.Count, state.Sum, state.Min, state.Max, state.First, state.Last, state.StandardDeviation,
                Percentile(sketch, state, 0.50), Percentile(sketch, state, 0.95), Percentile(sketch, state, 0.99),
                Math.Min(1, state.Count * intervalNanos / (end - start)));
        }
    }

    /// <summary>A zone's window in which one device's share becomes another.</summary>
    /// <param name="zone">As it is stored, or null.</param>
    /// <param name="before">The device's window as it is stored, or null.</param>
    /// <param name="expected">Readings of all devices.</param>
    /// <remarks>Count, sum, mean, least and most are exact. The first and the last reading of the zone, and its percentiles, stay as they were
    /// until the day is settled: the stored window does not say when or how they were.</remarks>
    public static WindowPoint Replace(WindowPoint? zone, WindowPoint? before, in WindowPoint after, double expected)
    {
        if (zone is not { } whole || whole.Count == 0)
        {
            return after with { Coverage = Math.Min(1, after.Count / expected) };
        }

        var old = before ?? default;
        var count = whole.Count - old.Count + after.Count;
        var sum = whole.Sum - old.Sum + after.Sum;
        var mean = sum / count;
        var squares = Squares(whole) - Squares(old) + Squares(after);
        return whole with
        {
            Count = count,
            Sum = sum,
            Min = Math.Min(whole.Min, after.Min),
            Max = Math.Max(whole.Max, after.Max),
            StandardDeviation = Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))),
            Coverage = Math.Min(1, count / expected),
        };
    }

    private static double Squares(in WindowPoint window) =>
        window.Count == 0 ? 0 : window.Count * ((window.StandardDeviation * window.StandardDeviation) + (window.Mean * window.Mean));

    public static double Percentile(QuantileSketch? sketch, in WindowState state, double p) =>
        sketch is null ? double.NaN : Math.Clamp(sketch.Quantile(p), state.Min, state.Max);
}
