using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>A batch while it fills; its lists are used again once it is written.</summary>
internal sealed class PointBatchBuilder
{
    private readonly List<ReadingsPoint> _readings = [];
    private readonly List<AggregatePoint> _aggregates = [];
    private readonly List<AlertPoint> _alerts = [];

    public PointBatchBuilder() => Batch = new PointBatch(_readings, _aggregates, _alerts);

    public PointBatch Batch { get; }

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

    public void Add(AggregatePoint point) => _aggregates.Add(point);

    public void Add(AlertPoint point) => _alerts.Add(point);

    public void Clear()
    {
        _readings.Clear();
        AcceptedMessages = AcceptedReadings = 0;
        _aggregates.Clear();
        _alerts.Clear();
    }
}
