using System.Runtime.CompilerServices;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.TimeSeries;

/// <summary>A store that remembers what it was given and fails when told to.</summary>
internal sealed class StoreDouble : ITimeSeriesStore
{
    private readonly Lock _lock = new();
    private readonly List<ReadingsPoint> _readings = [];
    private int _tries;

    /// <summary>Asked before every write; an exception is thrown instead of writing.</summary>
    public Func<int, Exception?> Fault { get; set; } = _ => null;

    public Func<ReadingsPoint, string?> Refusal { get; set; } = _ => null;

    public int Tries => Volatile.Read(ref _tries);

    public List<int> BatchSizes { get; } = [];

    public IReadOnlyList<ReadingsPoint> Readings
    {
        get
        {
            lock (_lock)
            {
                return [.. _readings];
            }
        }
    }

    public ValueTask<WriteResult> WriteAsync(PointBatch batch, CancellationToken cancellation)
    {
        if (Fault(Interlocked.Increment(ref _tries)) is { } fault)
        {
            return ValueTask.FromException<WriteResult>(fault);
        }

        lock (_lock)
        {
            BatchSizes.Add(batch.Readings.Count);
            var rejected = batch.Readings.Where(r => Refusal(r) is not null).ToList();
            _readings.AddRange(batch.Readings.Except(rejected));
            return ValueTask.FromResult(new WriteResult(
                batch.Readings.Count - rejected.Count, [.. rejected.Select(r => PointRefusals.Refused(r, Refusal(r)!))]));
        }
    }

    public async IAsyncEnumerable<ReadingPoint> ReadReadingsAsync(
        string device, string metric, long fromNanos, long toNanos, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await ValueTask.CompletedTask;
        yield break;
    }

    public async IAsyncEnumerable<WindowPoint> ReadWindowsAsync(
        AggregateScope scope, string owner, string kind, string metric, long lengthNanos, long fromNanos, long toNanos,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await ValueTask.CompletedTask;
        yield break;
    }

    public async IAsyncEnumerable<DeviceReadings> ReadDeviceAsync(
        string device, long fromNanos, long toNanos, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await ValueTask.CompletedTask;
        yield break;
    }

    public ValueTask<ReadingPoint?> LatestBeforeAsync(string device, string metric, long beforeNanos, CancellationToken cancellation) => default;

    public ValueTask<long> DeleteBeforeAsync(
        long readingsBeforeNanos, IReadOnlyDictionary<long, long> windowsBeforeNanos, IReadOnlyList<HeldSpan> held, CancellationToken cancellation) => default;
}
