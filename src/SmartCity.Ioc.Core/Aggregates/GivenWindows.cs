using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates;

/// <summary>States as the numbers that others see, in lists of some hundreds that are valid during the call. Used by one thread.</summary>
internal sealed class GivenWindows(CityRegistry registry, SourceTable sources)
{
    // 74 KB: whoever reads the list finds it in the cache, and what was there before it too.
    private const int ChunkSize = 512;

    private readonly List<WindowAggregate> _chunk = [];

    /// <summary>Readings that the owner should have sent in the window.</summary>
    public double Expected(WindowLevel level, WindowFrame frame, int owner)
    {
        var lengthNanos = (double)(frame.EndNanos - frame.StartNanos);
        if (level.Scope == AggregateScope.Device)
        {
            return lengthNanos / sources.IntervalNanos(sources.Meet(owner));
        }

        var cell = sources.Cells[owner];
        return (lengthNanos / Math.Max(1, registry.Kinds[cell.Kind].ExpectedInterval.Ticks * 100) * cell.Devices)
            + (lengthNanos * ((double)cell.OwnPace / ZoneCells.Cell.PaceUnit));
    }

    /// <summary>Gives a metric's numbers out, where there are any.</summary>
    /// <param name="output">Gets some hundreds at a time.</param>
    public void Give(
        WindowLevel level, WindowFrame frame, int owner, MetricLayout layout, int position, in WindowState state, double expected,
        AggregateStage stage, IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        if (state.Count == 0)
        {
            return;
        }

        var sketch = layout.KeepsPercentiles(position) ? frame.SketchOf(owner, position) : null;
        var whose = level.Scope == AggregateScope.Device ? owner : sources.Cells[owner].Zone;
        _chunk.Add(new WindowAggregate(
            level.Scope, stage, whose, layout.Kind, layout.Metrics[position], frame.StartNanos, frame.EndNanos - frame.StartNanos, state.Revision, state.Count,
            state.Sum, state.Mean, state.Min, state.Max, state.First, state.Last, state.StandardDeviation,
            Percentile(sketch, state, 0.50), Percentile(sketch, state, 0.95), Percentile(sketch, state, 0.99),
            Math.Min(1, state.Count / expected)));
        if (_chunk.Count == ChunkSize)
        {
            Flush(output);
        }
    }

    /// <summary>Gives a metric's numbers out where a device sent one value in the window, and no percentiles are asked for.</summary>
    /// <inheritdoc cref="Give" path="/param"/>
    public void GiveSingle(
        WindowLevel level, WindowFrame frame, int owner, MetricLayout layout, int position, double value, double expected,
        IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        _chunk.Add(new WindowAggregate(
            level.Scope, AggregateStage.Final, owner, layout.Kind, layout.Metrics[position], frame.StartNanos, frame.EndNanos - frame.StartNanos,
            Revision: 0, Count: 1, Sum: value, Mean: value, Min: value, Max: value, First: value, Last: value, StandardDeviation: 0,
            double.NaN, double.NaN, double.NaN, Math.Min(1, 1 / expected)));
        if (_chunk.Count == ChunkSize)
        {
            Flush(output);
        }
    }

    // The middle of an outermost bucket may lie beyond every reading.
    private static double Percentile(QuantileSketch? sketch, in WindowState state, double p) =>
        sketch is null ? double.NaN : Math.Clamp(sketch.Quantile(p), state.Min, state.Max);

    /// <summary>Gives out what is left.</summary>
    public void Flush(IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        if (_chunk.Count > 0)
        {
            output.OnNext(_chunk);
            _chunk.Clear();
        }
    }
}
