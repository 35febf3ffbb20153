using System.Runtime.CompilerServices;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>
/// Answers questions about history from the store and, for the newest minutes, from what is not stored yet: readings and windows on their way
/// there, and windows that are not closed, put together from shorter ones and readings. The same point from both sides counts once.
/// </summary>
public sealed class HistoryReader
{
    // A window closes on the shard's thread within moments of its lateness; until then it is neither there nor missing.
    private const long SettleNanos = 5_000_000_000;

    // A device's clock may be ahead by so much (CONTRACT section 3).
    private const long AheadNanos = 300_000_000_000;

    private readonly ITimeSeriesStore _store;
    private readonly IRecentPoints _recent;
    private readonly OpenZoneWindows _open;
    private readonly IReadOnlyList<StoredLevel> _deviceLevels;
    private readonly IReadOnlyList<StoredLevel> _zoneLevels;
    private readonly TimeZoneInfo _city;
    private readonly long _latenessNanos;

    /// <param name="cityZone">IANA name of the city's time zone.</param>
    public HistoryReader(ITimeSeriesStore store, IRecentPoints recent, OpenZoneWindows open, PipelineOptions pipeline, string cityZone)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        _store = store;
        _recent = recent;
        _open = open;
        _city = TimeZoneInfo.FindSystemTimeZoneById(cityZone);
        _deviceLevels = StoredLevel.Of(AggregateScope.Device, pipeline, _city);
        _zoneLevels = StoredLevel.Of(AggregateScope.Zone, pipeline, _city);
        _latenessNanos = pipeline.AllowedLateness.Ticks * 100;
    }

    public TimeZoneInfo CityZone => _city;

    /// <summary>The lengths that are stored, shortest first.</summary>
    public IReadOnlyList<WindowLength> StoredLengths(AggregateScope scope) =>
        [.. Levels(scope).Select(level => level.Grid is CalendarGrid ? new WindowLength(0, CalendarUnit.Day, 1) : WindowLength.Fixed(level.LengthNanos))];

    /// <summary>Whether windows of this length can be made from stored ones.</summary>
    public bool CanAnswer(AggregateScope scope, WindowLength length, TimeZoneInfo zone) =>
        StoredLevel.SourceOf(length, Levels(scope), zone, _city) is not null;

    /// <summary>Whether windows of this length are stored as they are, with their percentiles.</summary>
    public bool IsStored(AggregateScope scope, WindowLength length, TimeZoneInfo zone) =>
        StoredLevel.SourceOf(length, Levels(scope), zone, _city) is { } level && IsWhole(length, level);

    /// <summary>Windows that the length divides a span into, roughly.</summary>
    public static long Estimate(WindowLength length, long fromNanos, long toNanos)
    {
        const long day = 24L * 3600 * 1_000_000_000;
        var nanos = length.IsCalendar ? length.Count * (length.Unit switch { CalendarUnit.Day => day, CalendarUnit.Week => 7 * day, _ => 30 * day }) : length.Nanos;
        return ((toNanos - fromNanos) / nanos) + 1;
    }

    /// <summary>Readings with from ≤ event time &lt; to, oldest first.</summary>
    public IAsyncEnumerable<ReadingPoint> ReadingsAsync(HistorySeries series, long fromNanos, long toNanos, CancellationToken cancellation) =>
        ReadingsAsync(series, _recent.Of(series), fromNanos, toNanos, cancellation);

    /// <summary>Windows with from ≤ start &lt; to, oldest first. One that nobody measured is absent.</summary>
    /// <param name="nowNanos">The city's clock.</param>
    public async IAsyncEnumerable<HistoryWindow> WindowsAsync(
        HistorySeries series, WindowLength length, TimeZoneInfo zone, long fromNanos, long toNanos, long nowNanos,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(series);
        var levels = Levels(series.Scope);
        var level = StoredLevel.SourceOf(length, levels, zone, _city) ?? throw new ArgumentException($"Windows of {length} are not made of stored ones.", nameof(length));
        var grid = IsWhole(length, level) ? level.Grid : length.Grid(zone);
        var from = grid.FirstFrom(fromNanos);
        var to = Math.Min(grid.FirstFrom(toNanos), grid.FirstFrom(nowNanos + AheadNanos));
        if (from >= to)
        {
            yield break;
        }

        var recent = _recent.Of(series);
        var young = await YoungAsync(series, level, levels, recent, to, nowNanos, cancellation);
        var parts = PartsAsync(series, level, recent, young, from, to, cancellation);
        if (ReferenceEquals(grid, level.Grid))
        {
            await foreach (var part in parts)
            {
                yield return part;
            }

            yield break;
        }

        var whole = default(WindowMerge);
        var (start, end) = (0L, long.MinValue);
        await foreach (var part in parts)
        {
            if (part.Point.StartNanos >= end)
            {
                if (!whole.IsEmpty)
                {
                    yield return Of(whole, start, end, nowNanos);
                }

                start = grid.StartOf(part.Point.StartNanos);
                end = grid.Next(start);
                whole = default;
            }

            whole.Add(part.Point, part.EndNanos - part.Point.StartNanos);
        }

        if (!whole.IsEmpty)
        {
            yield return Of(whole, start, end, nowNanos);
        }
    }

    /// <summary>The grid on which <see cref="WindowsAsync"/> answers.</summary>
    public WindowGrid GridOf(AggregateScope scope, WindowLength length, TimeZoneInfo zone) =>
        StoredLevel.SourceOf(length, Levels(scope), zone, _city) is { } level && IsWhole(length, level) ? level.Grid : length.Grid(zone);

    /// <summary>Before this moment a window that is absent stays so, unless a late reading corrects it.</summary>
    public long SettledBefore(long nowNanos) => nowNanos - _latenessNanos - SettleNanos;

    private static bool IsWhole(WindowLength length, StoredLevel level) =>
        length.IsCalendar ? level.Grid is CalendarGrid && length is { Unit: CalendarUnit.Day, Count: 1 } : length.Nanos == level.LengthNanos;

    private static SortedDictionary<long, WindowPoint> Newest(RecentPoints recent, long lengthNanos, long fromNanos, long toNanos)
    {
        var newest = new SortedDictionary<long, WindowPoint>();
        foreach (var (length, window) in recent.Windows)
        {
            if (length == lengthNanos && window.StartNanos >= fromNanos && window.StartNanos < toNanos
                && !(newest.TryGetValue(window.StartNanos, out var known) && known.Revision > window.Revision))
            {
                newest[window.StartNanos] = window;
            }
        }

        return newest;
    }

    private HistoryWindow Of(in WindowMerge whole, long start, long end, long nowNanos) =>
        new(whole.Whole(start, end - start), end, end > SettledBefore(nowNanos));

    private IReadOnlyList<StoredLevel> Levels(AggregateScope scope) => scope == AggregateScope.Zone ? _zoneLevels : _deviceLevels;

    private async IAsyncEnumerable<ReadingPoint> ReadingsAsync(
        HistorySeries series, RecentPoints recent, long fromNanos, long toNanos, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // The last of several at one time is what the store will keep.
        var waiting = new SortedDictionary<long, ReadingPoint>();
        foreach (var point in recent.Readings)
        {
            if (point.TimeNanos >= fromNanos && point.TimeNanos < toNanos)
            {
                waiting[point.TimeNanos] = point;
            }
        }

        using var next = waiting.GetEnumerator();
        var more = next.MoveNext();
        await foreach (var stored in _store.ReadReadingsAsync(series.Owner, series.Metric, fromNanos, toNanos, cancellation))
        {
            var replaced = false;
            while (more && next.Current.Key <= stored.TimeNanos)
            {
                replaced |= next.Current.Key == stored.TimeNanos;
                yield return next.Current.Value;
                more = next.MoveNext();
            }

            if (!replaced)
            {
                yield return stored;
            }
        }

        while (more)
        {
            yield return next.Current.Value;
            more = next.MoveNext();
        }
    }

    // The store's windows of a level, replaced by newer revisions that wait, then the young ones.
    private async IAsyncEnumerable<HistoryWindow> PartsAsync(
        HistorySeries series, StoredLevel level, RecentPoints recent, List<HistoryWindow> young, long fromNanos, long toNanos,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var youngFrom = young.Count == 0 ? toNanos : Math.Min(toNanos, young[0].Point.StartNanos);
        await foreach (var window in StoredAsync(series, level, recent, fromNanos, youngFrom, cancellation))
        {
            yield return new HistoryWindow(window, level.Grid.Next(window.StartNanos), false);
        }

        foreach (var window in young)
        {
            if (window.Point.StartNanos >= fromNanos && window.Point.StartNanos < toNanos)
            {
                yield return window;
            }
        }
    }

    private async IAsyncEnumerable<WindowPoint> StoredAsync(
        HistorySeries series, StoredLevel level, RecentPoints recent, long fromNanos, long toNanos,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var waiting = Newest(recent, level.LengthNanos, fromNanos, toNanos);
        using var next = waiting.Values.GetEnumerator();
        var more = next.MoveNext();
        var windows = _store.ReadWindowsAsync(
            series.Scope, series.Owner, series.Kind, series.Metric, level.LengthNanos, fromNanos, toNanos, cancellation);
        await foreach (var stored in windows)
        {
            while (more && next.Current.StartNanos < stored.StartNanos)
            {
                yield return next.Current;
                more = next.MoveNext();
            }

            if (more && next.Current.StartNanos == stored.StartNanos)
            {
                yield return next.Current.Revision >= stored.Revision ? next.Current : stored;
                more = next.MoveNext();
            }
            else
            {
                yield return stored;
            }
        }

        while (more)
        {
            yield return next.Current;
            more = next.MoveNext();
        }
    }

    // Windows of a level, from the first that may not be closed: as they stand where they do, else put together from what is finer.
    private async Task<List<HistoryWindow>> YoungAsync(
        HistorySeries series, StoredLevel level, IReadOnlyList<StoredLevel> levels, RecentPoints recent, long toNanos, long nowNanos,
        CancellationToken cancellation)
    {
        var from = level.Grid.StartOf(SettledBefore(nowNanos));
        var to = Math.Min(toNanos, level.Grid.FirstFrom(nowNanos + AheadNanos));
        if (from >= to)
        {
            return [];
        }

        var windows = new SortedDictionary<long, HistoryWindow>();
        if (!series.IsOfClosedWindows && level.FinerNanos == 0)
        {
            foreach (var window in series.Scope == AggregateScope.Zone
                ? _open.Of(series)
                : await OpenAsync(series, level.Grid, recent, from, to, cancellation))
            {
                if (window.StartNanos >= from && window.StartNanos < to)
                {
                    windows[window.StartNanos] = new HistoryWindow(window, level.Grid.Next(window.StartNanos), true);
                }
            }
        }
        else if (!series.IsOfClosedWindows)
        {
            var finer = levels.First(l => l.LengthNanos == level.FinerNanos);
            var youngest = await YoungAsync(series, finer, levels, recent, to, nowNanos, cancellation);
            var merges = new SortedDictionary<long, WindowMerge>();
            await foreach (var part in PartsAsync(series, finer, recent, youngest, from, to, cancellation))
            {
                var start = level.Grid.StartOf(part.Point.StartNanos);
                merges.TryGetValue(start, out var merge);
                merge.Add(part.Point, part.EndNanos - part.Point.StartNanos);
                merges[start] = merge;
            }

            foreach (var (start, merge) in merges)
            {
                var end = level.Grid.Next(start);
                windows[start] = new HistoryWindow(merge.Whole(start, end - start), end, true);
            }
        }

        await foreach (var closed in StoredAsync(series, level, recent, from, to, cancellation))
        {
            windows[closed.StartNanos] = new HistoryWindow(closed, level.Grid.Next(closed.StartNanos), false);
        }

        return [.. windows.Values];
    }

    private async Task<List<WindowPoint>> OpenAsync(
        HistorySeries series, WindowGrid grid, RecentPoints recent, long fromNanos, long toNanos, CancellationToken cancellation)
    {
        var windows = new List<WindowPoint>();
        var values = new List<double>();
        var (start, end) = (0L, long.MinValue);
        await foreach (var reading in ReadingsAsync(series, recent, fromNanos, toNanos, cancellation))
        {
            if (reading.TimeNanos >= end)
            {
                Close();
                start = grid.StartOf(reading.TimeNanos);
                end = grid.Next(start);
            }

            values.Add(reading.Value);
        }

        Close();
        return windows;

        void Close()
        {
            if (values.Count > 0)
            {
                windows.Add(Sum(values, start, series.ExpectedNanos == 0 ? 1 : Math.Min(1, (double)values.Count * series.ExpectedNanos / (end - start))));
                values.Clear();
            }
        }
    }

    private static WindowPoint Sum(List<double> values, long start, double coverage)
    {
        var mean = values.Average();
        return new WindowPoint(
            start, 0, values.Count, values.Sum(), values.Min(), values.Max(), values[0], values[^1],
            Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), double.NaN, double.NaN, double.NaN, coverage);
    }
}
