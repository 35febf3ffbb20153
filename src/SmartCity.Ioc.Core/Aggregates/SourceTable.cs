using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// What the windows know of each device: its cell in the territory, its layout, how often it should speak. Declared devices stand in it
/// from the start, others from their first message. Used by one thread.
/// </summary>
internal sealed class SourceTable
{
    private readonly CityRegistry _registry;
    private readonly LayoutTable _layouts;
    private Source[] _sources = [];
    private readonly List<int> _moved = [];

    // Those that are not their kind's: few different ones.
    private readonly List<long> _intervals = [];
    private long _updates;

    public SourceTable(CityRegistry registry, LayoutTable layouts, ZoneCells cells)
    {
        (_registry, _layouts, Cells) = (registry, layouts, cells);
        for (var device = 0; device < registry.DeviceCount; device++)
        {
            if (registry.Device(device).Declared)
            {
                Meet(device);
            }
        }

        _updates = registry.Updates;
    }

    public ZoneCells Cells { get; }

    public int Length => _sources.Length;

    /// <returns>The device's entry, made where it is met for the first time.</returns>
    public ref Source Meet(int device)
    {
        if (device >= _sources.Length)
        {
            Array.Resize(ref _sources, Math.Max(Math.Max(device + 1, _registry.DeviceCount), _sources.Length * 2));
        }

        ref var source = ref _sources[device];
        if (source.Layout is null)
        {
            var entry = _registry.Device(device);
            source.Layout = _layouts.First(entry.Kind);
            source.Interval = Interval(source, _registry.IntervalOf(device).Nanos);
            source.Cell = Cells.Find(entry.Zone, entry.Kind);
            Cells.Move(source.Cell, 1, IntervalNanos(source));
        }

        return ref source;
    }

    /// <summary>How often the device should speak.</summary>
    public long IntervalNanos(in Source source) => source.Interval == 0 ? source.Layout.IntervalNanos : _intervals[source.Interval - 1];

    /// <summary>How often the device should speak, of one that was never met too. Any thread while nobody meets one.</summary>
    public long IntervalOf(int device) => IsKnown(device) ? IntervalNanos(_sources[device]) : _registry.IntervalOf(device).Nanos;

    /// <summary>Asks for a device's entry.</summary>
    public void Ask(int device)
    {
        if (device < _sources.Length)
        {
            CacheLines.Ask(ref _sources[device]);
        }
    }

    /// <returns>The metric's place in the layout of the device, which is made longer for a new one; -1 where there is no room.</returns>
    public int Place(ref Source source, int metric, int guess)
    {
        var position = source.Layout.Find(metric, guess);
        if (position < 0)
        {
            source.Layout = _layouts.With(source.Layout, metric);
            position = source.Layout.Find(metric, source.Layout.Count - 1);
        }

        return position;
    }

    /// <returns>The metric's place in the layout of a cell, like <see cref="Place(ref Source, int, int)"/>.</returns>
    public int Place(ZoneCells.Cell cell, int metric, int guess)
    {
        var position = cell.Layout.Find(metric, guess);
        if (position < 0)
        {
            cell.Layout = _layouts.With(cell.Layout, metric);
            position = cell.Layout.Find(metric, cell.Layout.Count - 1);
        }

        return position;
    }

    /// <summary>Follows devices to the zones that the registry says they are in now, and to the intervals that they should keep.</summary>
    public void FollowRegistry()
    {
        if (_registry.Updates == _updates)
        {
            return;
        }

        _moved.Clear();
        if (!_registry.TryReadUpdates(ref _updates, _moved))
        {
            _moved.AddRange(Enumerable.Range(0, _registry.DeviceCount));
        }

        foreach (var device in _moved)
        {
            if (!IsKnown(device))
            {
                continue;
            }

            ref var source = ref _sources[device];
            var cell = Cells.Find(_registry.Device(device).Zone, source.Layout.Kind);
            var interval = _registry.IntervalOf(device).Nanos;
            if (cell != source.Cell || interval != IntervalNanos(source))
            {
                Cells.Move(source.Cell, -1, IntervalNanos(source));
                Cells.Move(cell, 1, interval);
                (source.Cell, source.Interval) = (cell, Interval(source, interval));
            }
        }
    }

    public bool IsKnown(int device) => device < _sources.Length && _sources[device].Layout is not null;

    private int Interval(in Source source, long nanos)
    {
        if (nanos == source.Layout.IntervalNanos)
        {
            return 0;
        }

        var at = _intervals.IndexOf(nanos);
        if (at < 0)
        {
            at = _intervals.Count;
            _intervals.Add(nanos);
        }

        return at + 1;
    }

    internal struct Source
    {
        public MetricLayout Layout;
        public int Cell;

        /// <summary>For <see cref="IntervalNanos"/>: 0 for that of the kind.</summary>
        public int Interval;
    }
}
