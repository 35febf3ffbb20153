using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>
/// The zones' current windows as the pipeline gives them out once a second. Written by the shard's thread, read from any. Of a device's
/// current window the readings are known; a zone's would have to be asked from all its devices.
/// </summary>
public sealed class OpenZoneWindows(CityRegistry registry)
{
    // While the newest window runs, the one before it may wait for late readings (30 s of a minute).
    private const int Kept = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<(int Zone, int Kind, int Metric), WindowPoint[]> _windows = [];

    public void Set(IReadOnlyList<WindowAggregate> provisional)
    {
        ArgumentNullException.ThrowIfNull(provisional);
        lock (_gate)
        {
            foreach (var window in provisional)
            {
                if (window.Scope == AggregateScope.Zone)
                {
                    Set(window);
                }
            }
        }
    }

    /// <returns>Oldest first; those that have closed meanwhile stand among them until newer ones take their place.</returns>
    public IReadOnlyList<WindowPoint> Of(HistorySeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (!registry.Zones.TryGet(series.Owner, out var zone) || !registry.TryFindKind(series.Kind, out var kind)
            || !registry.TryFindMetric(series.Metric, out var metric))
        {
            return [];
        }

        lock (_gate)
        {
            return _windows.TryGetValue((zone.Index, kind, metric), out var windows)
                ? [.. windows.Where(w => w.Count > 0).OrderBy(w => w.StartNanos)]
                : [];
        }
    }

    private void Set(in WindowAggregate window)
    {
        var key = (window.Owner, window.Kind, window.Metric);
        if (!_windows.TryGetValue(key, out var windows))
        {
            windows = new WindowPoint[Kept];
            _windows[key] = windows;
        }

        windows[(int)((window.StartNanos / window.LengthNanos) % Kept)] = new WindowPoint(
            window.StartNanos, window.Revision, window.Count, window.Sum, window.Min, window.Max, window.First, window.Last,
            window.StandardDeviation, window.P50, window.P95, window.P99, window.Coverage);
    }
}
