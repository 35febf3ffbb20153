using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.TimeSeries.BackFill;

/// <summary>
/// Fills the windows of days that the pipeline does not hold any more, when readings of then are in the store: they are counted once more
/// from the stored readings, and the zones above get the difference; what no difference can tell (first, last, percentiles) is counted from
/// the readings of all devices when the day is settled. A second time changes nothing: readings are the same points, and the
/// difference is nothing. Device and zone windows of a day go in one write, so that a crash does not part them.
/// </summary>
/// <remarks>
/// A stored window with as many readings or more stays: then the readings that it was made of are gone already, or it is complete.
/// Used by the time-series writer alone.
/// </remarks>
public sealed class BackFillDesk
{
    private readonly CityRegistry _registry;
    private readonly ITimeSeriesStore _store;
    private readonly CityDays _days;
    private readonly IReadOnlyList<StoredLevel> _deviceLevels;
    private readonly IReadOnlyList<StoredLevel> _zoneLevels;
    private readonly long _heldNanos;

    public BackFillDesk(CityRegistry registry, PipelineOptions options, ITimeSeriesStore store)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(options);
        (_registry, _store) = (registry, store);
        var city = TimeZoneInfo.FindSystemTimeZoneById(registry.City.TimeZone);
        _days = new CityDays(registry.City.TimeZone);
        _deviceLevels = StoredLevel.Of(AggregateScope.Device, options, city);
        _zoneLevels = StoredLevel.Of(AggregateScope.Zone, options, city);
        _heldNanos = (options.AllowedLateness + options.CorrectionHorizon).Ticks * 100;
    }

    /// <param name="clockNanos">The pipeline's clock: windows that it may still give out are left to it.</param>
    /// <returns>The days to settle when no more readings come for them.</returns>
    /// <exception cref="StoreUnavailableException">Try again with the same days.</exception>
    public async Task<IReadOnlyList<FilledDay>> FillAsync(IEnumerable<TouchedDay> touched, long clockNanos, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(touched);
        var days = touched.Select(day => day with { AtNanos = _days.DayOf(day.AtNanos).StartNanos }).Distinct().ToList();
        foreach (var day in days)
        {
            await FillAsync(day, clockNanos - _heldNanos, cancellation);
        }

        return [.. days.Select(day => new FilledDay(day.Kind, day.Metric, day.AtNanos)).Distinct()];
    }

    /// <summary>Counts a day's zones once more from the readings of all their devices. A window that was made of others than are stored (by
    /// retention, or because a device was elsewhere then) stays as it is.</summary>
    /// <param name="clockNanos">As in <see cref="FillAsync(IEnumerable{TouchedDay}, long, CancellationToken)"/>.</param>
    /// <param name="between">Called after each device.</param>
    /// <exception cref="StoreUnavailableException">Try again with the same day.</exception>
    public async Task SettleAsync(FilledDay day, long clockNanos, Func<Task> between, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(between);
        if (!_registry.TryFindKind(day.Kind, out var kind))
        {
            return;
        }

        var (start, end) = _days.DayOf(day.StartNanos);
        var definition = _registry.Kinds[kind].AllMetrics.FirstOrDefault(metric => metric.Id == day.Metric);
        var recount = new ZoneRecount(_registry.Zones, _zoneLevels, definition is { Percentiles: true });
        for (var i = 0; i < _registry.DeviceCount; i++)
        {
            if (_registry.Device(i) is { } device && device.Kind == kind)
            {
                recount.Add(device.Zone, await ListAsync(_store.ReadReadingsAsync(device.Id, day.Metric, start, end, cancellation)));
                await between();
            }
        }

        foreach (var zone in recount.Zones)
        {
            var id = _registry.Zones[zone].Id;
            var points = new List<AggregatePoint>();
            foreach (var level in _zoneLevels)
            {
                var stored = await WindowsAsync(AggregateScope.Zone, id, new TouchedDay(id, day.Kind, "", day.Metric, start), level, start, end, cancellation);
                foreach (var (at, counted) in recount.Windows(zone, level))
                {
                    if (stored.TryGetValue(at, out var before) && before.Count == counted.State.Count
                        && level.Grid.Next(at) <= clockNanos - _heldNanos && counted.Over(before) is var after && !after.Equals(before))
                    {
                        points.Add(new AggregatePoint(AggregateScope.Zone, id, day.Kind, null, day.Metric, Length(level, at), after));
                    }
                }
            }

            if (points.Count > 0)
            {
                await _store.WriteAsync(new PointBatch([], points, []), cancellation);
            }
        }
    }

    private async Task FillAsync(TouchedDay day, long untilNanos, CancellationToken cancellation)
    {
        if (!_registry.TryFindKind(day.Kind, out var kind) || !_registry.Zones.TryGet(day.Zone, out var zone))
        {
            return;
        }

        var (start, end) = _days.DayOf(day.AtNanos);
        var definition = _registry.Kinds[kind].AllMetrics.FirstOrDefault(metric => metric.Id == day.Metric);
        double interval = _registry.TryFindDevice(day.Device, out var device)
            ? _registry.IntervalOf(device).Nanos
            : Math.Max(1, _registry.Kinds[kind].ExpectedInterval.Ticks * 100);
        var readings = await ListAsync(_store.ReadReadingsAsync(day.Device, day.Metric, start, end, cancellation));
        var points = new List<AggregatePoint>();
        foreach (var level in _deviceLevels)
        {
            var stored = await WindowsAsync(AggregateScope.Device, day.Device, day, level, start, end, cancellation);
            var changed = new List<(WindowPoint? Before, WindowPoint After)>();
            foreach (var window in Recount.Windows(readings, level.Grid, definition is { Percentiles: true }, interval))
            {
                WindowPoint? before = stored.TryGetValue(window.StartNanos, out var known) ? known : null;
                if (level.Grid.Next(window.StartNanos) <= untilNanos && (before is null || before.Value.Count < window.Count))
                {
                    var after = window with { Revision = before?.Revision ?? 1 };
                    changed.Add((before, after));
                    points.Add(new AggregatePoint(
                        AggregateScope.Device, day.Zone, day.Kind, day.Device, day.Metric, Length(level, after.StartNanos), after));
                }
            }

            if (changed.Count > 0 && _zoneLevels.Any(of => of.LengthNanos == level.LengthNanos))
            {
                for (var above = zone.Index; above >= 0; above = _registry.Zones[above].Parent)
                {
                    await FillZoneAsync(above, kind, interval, day, level, start, end, changed, points, cancellation);
                }
            }
        }

        if (points.Count > 0)
        {
            await _store.WriteAsync(new PointBatch([], points, []), cancellation);
        }
    }

    private async Task FillZoneAsync(
        int zone, int kind, double interval, TouchedDay day, StoredLevel level, long start, long end,
        List<(WindowPoint? Before, WindowPoint After)> changed, List<AggregatePoint> points, CancellationToken cancellation)
    {
        var id = _registry.Zones[zone].Id;
        var devices = Math.Max(1, DevicesOf(zone, kind));
        var stored = await WindowsAsync(AggregateScope.Zone, id, day, level, start, end, cancellation);
        foreach (var (before, after) in changed)
        {
            WindowPoint? whole = stored.TryGetValue(after.StartNanos, out var known) ? known : null;
            var length = Length(level, after.StartNanos);
            points.Add(new AggregatePoint(
                AggregateScope.Zone, id, day.Kind, null, day.Metric, length,
                Recount.Replace(whole, before, after, length / interval * devices) with { Revision = whole?.Revision ?? 1 }));
        }
    }

    private int DevicesOf(int zone, int kind)
    {
        var devices = 0;
        for (var i = 0; i < _registry.DeviceCount; i++)
        {
            var device = _registry.Device(i);
            devices += device.Kind == kind && _registry.Zones.IsWithin(device.Zone, zone) ? 1 : 0;
        }

        return devices;
    }

    private async Task<Dictionary<long, WindowPoint>> WindowsAsync(
        AggregateScope scope, string owner, TouchedDay day, StoredLevel level, long start, long end, CancellationToken cancellation)
    {
        var windows = new Dictionary<long, WindowPoint>();
        await foreach (var window in _store.ReadWindowsAsync(
            scope, owner, day.Kind, day.Metric, level.LengthNanos, start, end, cancellation).ConfigureAwait(false))
        {
            windows[window.StartNanos] = window;
        }

        return windows;
    }

    private static async Task<List<ReadingPoint>> ListAsync(IAsyncEnumerable<ReadingPoint> readings)
    {
        var list = new List<ReadingPoint>();
        await foreach (var reading in readings.ConfigureAwait(false))
        {
            list.Add(reading);
        }

        return list;
    }

    private static long Length(StoredLevel level, long start) => level.Grid.Next(start) - start;
}
