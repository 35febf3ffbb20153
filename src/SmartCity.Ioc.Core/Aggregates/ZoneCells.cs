using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// One cell for each kind in each zone: what zone windows belong to. A device counts in its own zone's cell and in those of all zones
/// above. Used by one thread.
/// </summary>
internal sealed class ZoneCells(CityRegistry registry, LayoutTable layouts)
{
    private readonly Dictionary<(int Zone, int Kind), int> _byZone = [];
    private readonly List<Cell> _cells = [];

    public int Count => _cells.Count;

    public Cell this[int index] => _cells[index];

    /// <returns>The cell's index; its ancestors' cells stand before it.</returns>
    public int Find(int zone, int kind)
    {
        if (_byZone.TryGetValue((zone, kind), out var index))
        {
            return index;
        }

        var above = registry.Zones[zone].Parent;
        var parent = above < 0 ? -1 : Find(above, kind);
        index = _cells.Count;
        _cells.Add(new Cell(zone, kind, parent, layouts.Empty(kind)));
        _byZone.Add((zone, kind), index);
        return index;
    }

    /// <summary>Counts a device in (1) or out (-1) of its cell and those above.</summary>
    public void Move(int cell, int device, long intervalNanos)
    {
        var hasOwn = cell >= 0 && intervalNanos != registry.Kinds[_cells[cell].Kind].ExpectedInterval.Ticks * 100;
        for (; cell >= 0; cell = _cells[cell].Parent)
        {
            if (hasOwn)
            {
                _cells[cell].OwnPace += device * (Cell.PaceUnit / intervalNanos);
            }
            else
            {
                _cells[cell].Devices += device;
            }
        }
    }

    /// <param name="parent">The cell of the same kind in the zone above, or -1.</param>
    internal sealed class Cell(int zone, int kind, int parent, MetricLayout layout)
    {
        public int Zone { get; } = zone;

        public int Kind { get; } = kind;

        public int Parent { get; } = parent;

        public MetricLayout Layout { get; set; } = layout;

        /// <summary>Messages in so many nanoseconds are what <see cref="OwnPace"/> counts, in whole numbers: sums that come out the same in
        /// whatever order devices come and go. One a day is exact to a ten thousandth, and 9 million devices of one a second fit.</summary>
        public const long PaceUnit = 1_000_000_000_000_000_000;

        /// <summary>Devices that should speak at their kind's interval: declared ones from the start, others since they were first heard.</summary>
        public int Devices { get; set; }

        /// <summary>What those with an interval of their own should send together.</summary>
        public long OwnPace { get; set; }

        /// <summary>Something came in since the last provisional figures.</summary>
        public bool Touched { get; set; }
    }
}
