using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Push.Tests;

/// <summary>History that knows last values only.</summary>
internal sealed class MemoryHistory : ITimeSeriesStore
{
    public Dictionary<(string Device, string Metric), ReadingPoint> Latest { get; } = [];

    public ValueTask<ReadingPoint?> LatestBeforeAsync(string device, string metric, long beforeNanos, CancellationToken cancellation) =>
        ValueTask.FromResult<ReadingPoint?>(Latest.TryGetValue((device, metric), out var point) ? point : null);

    public ValueTask<WriteResult> WriteAsync(PointBatch batch, CancellationToken cancellation) => throw new NotSupportedException();

    public IAsyncEnumerable<ReadingPoint> ReadReadingsAsync(
        string device, string metric, long fromNanos, long toNanos, CancellationToken cancellation) => throw new NotSupportedException();

    public IAsyncEnumerable<WindowPoint> ReadWindowsAsync(
        AggregateScope scope, string owner, string kind, string metric, long lengthNanos, long fromNanos, long toNanos,
        CancellationToken cancellation) => throw new NotSupportedException();

    public async IAsyncEnumerable<DeviceReadings> ReadDeviceAsync(
        string device, long fromNanos, long toNanos, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask<long> DeleteBeforeAsync(
        long readingsBeforeNanos, IReadOnlyDictionary<long, long> windowsBeforeNanos, IReadOnlyList<HeldSpan> held, CancellationToken cancellation) =>
        throw new NotSupportedException();
}
