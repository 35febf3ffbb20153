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

    public void Add(ReadingsPoint point) => _readings.Add(point);

    public void Add(AggregatePoint point) => _aggregates.Add(point);

    public void Add(AlertPoint point) => _alerts.Add(point);

    public void Clear()
    {
        _readings.Clear();
        _aggregates.Clear();
        _alerts.Clear();
    }
}
