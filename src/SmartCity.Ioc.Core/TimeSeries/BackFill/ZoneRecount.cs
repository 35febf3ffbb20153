using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Territory;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.TimeSeries.BackFill;

/// <summary>Windows of zones from the readings of all devices in them, with the numbers that the pipeline would have given them. Of one metric
/// and one day.</summary>
/// <param name="levels">Shortest first; the longer ones are made of the shortest.</param>
internal sealed class ZoneRecount(ZoneTree zones, IReadOnlyList<StoredLevel> levels, bool keepsPercentiles)
{
    private const long NanosPerMs = 1_000_000;
    private readonly Dictionary<int, SortedDictionary<long, Cell>> _zones = [];

    /// <summary>The zones in which there was anything.</summary>
    public IEnumerable<int> Zones => _zones.Keys;

    /// <param name="zone">Of the device.</param>
    /// <param name="readings">Of one device, oldest first.</param>
    public void Add(int zone, IReadOnlyList<ReadingPoint> readings)
    {
        for (var i = 0; i < readings.Count;)
        {
            var start = levels[0].Grid.StartOf(readings[i].TimeNanos);
            var end = levels[0].Grid.Next(start);
            var window = new Cell(keepsPercentiles);
            for (; i < readings.Count && readings[i].TimeNanos < end; i++)
            {
                window.State.Add(readings[i].Value, (int)((readings[i].TimeNanos - start) / NanosPerMs));
                window.Sketch?.Add(readings[i].Value);
            }

            for (var above = zone; above >= 0; above = zones[above].Parent)
            {
                if (!_zones.TryGetValue(above, out var cells))
                {
                    _zones.Add(above, cells = []);
                }

                Find(cells, start).Merge(window, shiftMs: 0);
            }
        }
    }

    /// <summary>A zone's windows of a level by their starts.</summary>
    public SortedDictionary<long, Cell> Windows(int zone, StoredLevel level)
    {
        if (level == levels[0])
        {
            return _zones[zone];
        }

        var cells = new SortedDictionary<long, Cell>();
        foreach (var (start, window) in _zones[zone])
        {
            var whole = level.Grid.StartOf(start);
            Find(cells, whole).Merge(window, (int)((start - whole) / NanosPerMs));
        }

        return cells;
    }

    private Cell Find(SortedDictionary<long, Cell> cells, long start)
    {
        if (!cells.TryGetValue(start, out var cell))
        {
            cells.Add(start, cell = new Cell(keepsPercentiles));
        }

        return cell;
    }

    internal sealed class Cell(bool keepsPercentiles)
    {
        public WindowState State;

        public QuantileSketch? Sketch { get; } = keepsPercentiles ? new QuantileSketch() : null;

        public void Merge(Cell other, int shiftMs)
        {
            State.Merge(other.State, shiftMs);
            if (other.Sketch is { } sketch)
            {
                Sketch?.Merge(sketch);
            }
        }

        /// <summary>The stored window with all figures as they are counted here.</summary>
        public WindowPoint Over(in WindowPoint stored) => stored with
        {
            Sum = State.Sum,
            Min = State.Min,
            Max = State.Max,
            First = State.First,
            Last = State.Last,
            StandardDeviation = State.StandardDeviation,
            P50 = Recount.Percentile(Sketch, State, 0.50),
            P95 = Recount.Percentile(Sketch, State, 0.95),
            P99 = Recount.Percentile(Sketch, State, 0.99),
        };
    }
}
