using System.Runtime.InteropServices;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.BackFill;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>A batch while it fills; its lists are used again once it is written, as another batch: a store may know one that is tried again.</summary>
internal sealed class PointBatchBuilder
{
    private const long NanosPerQuarter = 900_000_000_000;

    private readonly List<ReadingsPoint> _readings = [];
    private readonly List<AggregatePoint> _aggregates = [];
    private readonly List<AlertPoint> _alerts = [];
    private (int Readings, int Aggregates, int Alerts) _frame;

    public PointBatchBuilder() => Batch = new PointBatch(_readings, _aggregates, _alerts);

    public PointBatch Batch { get; private set; }

    public int Count => _readings.Count + _aggregates.Count + _alerts.Count;

    /// <summary>Messages among the readings that the ledger counts as accepted: all but the late ones.</summary>
    public int AcceptedMessages { get; private set; }

    public int AcceptedReadings { get; private set; }

    public void Add(ReadingsPoint point)
    {
        _readings.Add(point);
        if (!point.IsLate)
        {
            AcceptedMessages++;
            AcceptedReadings += point.Values.Count;
        }
    }

    /// <summary>Days whose windows are to be counted once more when the batch is stored.</summary>
    public HashSet<TouchedDay> Touched { get; } = [];

    public void AddHistory(ReadingsPoint point, bool isRefill)
    {
        if (!isRefill)
        {
            Add(point);
        }

        // By quarter hours: midnight is on one everywhere, and the desk makes days of the city of them.
        var quarter = point.TimeNanos - (point.TimeNanos % NanosPerQuarter);
        foreach (var (metric, _) in point.Values)
        {
            Touched.Add(new TouchedDay(point.Zone, point.Kind, point.Device, metric, isRefill ? point.TimeNanos : quarter));
        }
    }

    public void Add(AggregatePoint point) => _aggregates.Add(point);

    public void Add(AlertPoint point) => _alerts.Add(point);

    /// <summary>Points of <see cref="Keep"/>: they are in the store already and are written again.</summary>
    public int Again { get; private set; }

    /// <summary>A frame begins, which <see cref="Keep"/> and <see cref="Tell"/> mean.</summary>
    public void BeginFrame() => _frame = (_readings.Count, _aggregates.Count, _alerts.Count);

    /// <summary>Leaves out what the store has as it should be. The counts of what was accepted stay.</summary>
    public void Keep(NewestWritten newest)
    {
        Again += Keep(_readings, _frame.Readings, newest.Reaches) + Keep(_aggregates, _frame.Aggregates, newest.Reaches)
            + Keep(_alerts, _frame.Alerts, newest.Reaches);
    }

    /// <summary>Tells how far the frame's points reach.</summary>
    public void Tell(NewestWritten newest)
    {
        foreach (var point in CollectionsMarshal.AsSpan(_readings)[_frame.Readings..])
        {
            newest.Saw(point);
        }

        foreach (var point in CollectionsMarshal.AsSpan(_aggregates)[_frame.Aggregates..])
        {
            newest.Saw(point);
        }

        foreach (var point in CollectionsMarshal.AsSpan(_alerts)[_frame.Alerts..])
        {
            newest.Saw(point);
        }
    }

    public void Clear()
    {
        _readings.Clear();
        AcceptedMessages = AcceptedReadings = Again = 0;
        _aggregates.Clear();
        _alerts.Clear();
        Touched.Clear();
        Batch = new PointBatch(_readings, _aggregates, _alerts);
    }

    private static int Keep<T>(List<T> points, int from, Func<T, bool> isKept)
    {
        var kept = from;
        for (var i = from; i < points.Count; i++)
        {
            if (isKept(points[i]))
            {
                points[kept++] = points[i];
            }
        }

        points.RemoveRange(kept, points.Count - kept);
        return kept - from;
    }
}
