using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Tests.Api.Fakes;

/// <summary>History in memory: a reading every second with its second as value, a window every minute with its minute as mean.</summary>
internal sealed class MemoryTimeSeries : ITimeSeriesStore
{
    private const long Second = 1_000_000_000;

    public bool IsAway { get; set; }

    /// <summary>Whether nothing was measured at a time.</summary>
    public Func<long, bool> IsSilent { get; set; } = _ => false;

    /// <summary>The time of the reading whose message said none.</summary>
    public long AssumedNanos { get; set; } = -1;

    /// <summary>Away from this point of an answer on.</summary>
    public long AwayFromNanos { get; set; } = long.MaxValue;

    public (AggregateScope Scope, string Owner, string Kind, string Metric, long Length)? LastWindows { get; private set; }

    public async IAsyncEnumerable<ReadingPoint> ReadReadingsAsync(
        string device, string metric, long fromNanos, long toNanos,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        ThrowIfAway();
        for (var time = fromNanos; time < toNanos; time += Second)
        {
            if (IsSilent(time))
            {
                continue;
            }

            IsAway |= time >= AwayFromNanos;
            ThrowIfAway();
            yield return new ReadingPoint(time, time / Second % 60) { TimeAssumed = time == AssumedNanos };
        }
    }

    public async IAsyncEnumerable<WindowPoint> ReadWindowsAsync(
        AggregateScope scope, string owner, string kind, string metric, long lengthNanos, long fromNanos, long toNanos,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        ThrowIfAway();
        LastWindows = (scope, owner, kind, metric, lengthNanos);
        for (var start = fromNanos; start < toNanos; start += lengthNanos)
        {
            if (IsSilent(start))
            {
                continue;
            }

            var minute = start / lengthNanos % 60;
            yield return new WindowPoint(
                start, 0, 2, 2 * minute, minute - 1, minute + 1, minute, minute, 0.5, double.NaN, double.NaN, double.NaN, 1);
        }
    }

    public async IAsyncEnumerable<DeviceReadings> ReadDeviceAsync(
        string device, long fromNanos, long toNanos, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var reading in ReadReadingsAsync(device, "", fromNanos, toNanos, cancellation))
        {
            yield return new DeviceReadings(reading.TimeNanos, [new("pm25", reading.Value), new("a,\"b\"", 0.1)]);
        }
    }

    public TimeSpan? DropsAfter { get; set; }

    public ValueTask<WriteResult> WriteAsync(PointBatch batch, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<ReadingPoint?> LatestBeforeAsync(string device, string metric, long beforeNanos, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public ValueTask<long> DeleteBeforeAsync(
        long readingsBeforeNanos, IReadOnlyDictionary<long, long> windowsBeforeNanos, IReadOnlyList<HeldSpan> held, CancellationToken cancellation) =>
        throw new NotSupportedException();

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new StoreUnavailableException("connection refused") { RetryAfter = TimeSpan.FromSeconds(7) };
        }
    }
}
