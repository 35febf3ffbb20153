using SmartCity.Ioc.Aggregates.Packed;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// Which metric stands where in a block of states. Sources of one kind that send the same metrics in the same order share one layout; a
/// new metric leads to the layout with one more at its end, so a metric's position never changes. Used by one thread.
/// </summary>
internal sealed class MetricLayout
{
    /// <summary>Metrics of one source that get windows. A source that makes up names can not use up the memory; what is beyond is stored
    /// raw.</summary>
    public const int MaxMetrics = 64;

    private readonly int[] _metrics;
    private readonly bool[] _percentiles;
    private readonly bool[] _continuous;
    private readonly MetricDefinition?[] _watched;
    private readonly Dictionary<(int Metric, bool Percentiles), MetricLayout> _longer = [];

    private readonly List<MetricLayout> _all;

    private MetricLayout(
        int kind, long intervalNanos, int[] metrics, bool[] percentiles, bool[] continuous, MetricDefinition?[] watched, byte[] places,
        List<MetricLayout> all)
    {
        (Kind, IntervalNanos) = (kind, intervalNanos);
        Places = places;
        _all = all;
        Id = all.Count;
        all.Add(this);
        _metrics = metrics;
        _percentiles = percentiles;
        _continuous = continuous;
        _watched = watched;
        Watches = Array.Exists(watched, definition => definition is not null);
        HasPercentiles = Array.IndexOf(percentiles, true) >= 0;
    }

    public int Kind { get; }

    /// <summary>Between two messages of a source, as its kind expects them.</summary>
    public long IntervalNanos { get; }

    /// <summary>Its place in the table.</summary>
    public int Id { get; }

    /// <summary>By position, how many decimal places the metric's values had last: a guess for the next ones.</summary>
    public byte[] Places { get; }

    public bool HasPercentiles { get; }

    /// <summary>Whether any metric has a limit on how it may change or stay.</summary>
    public bool Watches { get; }

    public int Count => _metrics.Length;

    public ReadOnlySpan<int> Metrics => _metrics;

    /// <param name="all">All layouts; this one is added at its end.</param>
    public static MetricLayout Empty(int kind, long intervalNanos, List<MetricLayout> all) => new(kind, intervalNanos, [], [], [], [], [], all);

    public bool KeepsPercentiles(int position) => _percentiles[position];

    /// <summary>Whether the metric is declared with decimals: something that a living sensor does not repeat to the last digit.</summary>
    public bool IsContinuous(int position) => _continuous[position];

    /// <summary>The metric's declaration where it limits how the value may change or stay, otherwise null.</summary>
    public MetricDefinition? Watched(int position) => _watched[position];

    /// <param name="guess">Where the metric stood in the message: mostly its position here too, or the one behind it where the server works something
    /// out.</param>
    /// <returns>The metric's position, or -1.</returns>
    public int Find(int metric, int guess) =>
        guess < _metrics.Length && _metrics[guess] == metric ? guess
        : guess + 1 < _metrics.Length && _metrics[guess + 1] == metric ? guess + 1
        : Array.IndexOf(_metrics, metric);

    /// <returns>This layout with the metric at its end, or this one where it is full.</returns>
    public MetricLayout With(int metric, bool percentiles, MetricDefinition? definition)
    {
        if (_metrics.Length == MaxMetrics)
        {
            return this;
        }

        if (!_longer.TryGetValue((metric, percentiles), out var longer))
        {
            longer = new MetricLayout(
                Kind,
                IntervalNanos,
                [.. _metrics, metric],
                [.. _percentiles, percentiles],
                [.. _continuous, definition is { Decimals: > 0 }],
                [.. _watched, definition is { MaxChangePerSecond: not null } or { FlatAfter: not null } or { MaxTrendPerMinute: not null } or { Lively: true } ? definition : null],
                [.. Places, (byte)Math.Clamp(definition?.Decimals ?? 0, 0, Decimals.MostPlaces)],
                _all);
            _longer.Add((metric, percentiles), longer);
        }

        return longer;
    }
}
