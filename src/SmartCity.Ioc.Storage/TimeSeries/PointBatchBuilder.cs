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

    public void Clear()
    {
        _readings.Clear();
        AcceptedMessages = AcceptedReadings = 0;
        _aggregates.Clear();
        _alerts.Clear();
        Touched.Clear();
        Batch = new PointBatch(_readings, _aggregates, _alerts);
    }
}
