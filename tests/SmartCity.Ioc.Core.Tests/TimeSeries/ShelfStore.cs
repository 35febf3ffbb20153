using System.Runtime.CompilerServices;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Core.Tests.TimeSeries;

/// <summary>History on a shelf: what was written last stands, and can be read back.</summary>
internal sealed class ShelfStore : ITimeSeriesStore
{
    private readonly SortedDictionary<(string Device, string Metric, long TimeNanos), double> _readings = [];

    public SortedDictionary<(AggregateScope Scope, string Owner, string Kind, string Metric, long LengthNanos, long StartNanos), WindowPoint> Windows { get; } = [];

    public int Writes { get; private set; }

    public ValueTask<WriteResult> WriteAsync(PointBatch batch, CancellationToken cancellation)
    {
        Writes++;
        foreach (var reading in batch.Readings)
        {
            foreach (var (metric, value) in reading.Values)
            {
                _readings[(reading.Device, metric, reading.TimeNanos)] = value;
            }
        }

        foreach (var point in batch.Aggregates)
        {
            Windows[(point.Scope, point.Device ?? point.Zone, point.Kind, point.Metric, point.LengthNanos, point.Window.StartNanos)] = point.Window;
        }

        return ValueTask.FromResult(new WriteResult(batch.Readings.Count + batch.Aggregates.Count, []));
    }

    public async IAsyncEnumerable<ReadingPoint> ReadReadingsAsync(
        string device, string metric, long fromNanos, long toNanos, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await ValueTask.CompletedTask;
        foreach (var ((of, name, time), value) in _readings)
        {
            if (of == device && name == metric && time >= fromNanos && time < toNanos)
            {
                yield return new ReadingPoint(time, value);
            }
        }
    }

    public async IAsyncEnumerable<WindowPoint> ReadWindowsAsync(
        AggregateScope scope, string owner, string kind, string metric, long lengthNanos, long fromNanos, long toNanos,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await ValueTask.CompletedTask;
        foreach (var (key, window) in Windows)
        {
            if ((key.Scope, key.Owner, key.Kind, key.Metric, key.LengthNanos) == (scope, owner, kind, metric, lengthNanos)
                && key.StartNanos >= fromNanos && key.StartNanos < toNanos)
            {
                yield return window;
            }
        }
    }

    public ValueTask<ReadingPoint?> LatestBeforeAsync(string device, string metric, long beforeNanos, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<DeviceReadings> ReadDeviceAsync(string device, long fromNanos, long toNanos, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask<long> DeleteBeforeAsync(
        long readingsBeforeNanos, IReadOnlyDictionary<long, long> windowsBeforeNanos, IReadOnlyList<HeldSpan> held, CancellationToken cancellation) =>
        throw new NotSupportedException();
}
