using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.TimeSeries;

/// <summary>
/// History. Points are identified by what they measure, whose they are and when (CONTRACT section 7), so writing one again overwrites it
/// and a retry or a correction doubles nothing. Ids, not indexes: history outlives the process.
/// </summary>
public interface ITimeSeriesStore
{
    /// <summary>Writes a batch. Returns when the store has it; what it refuses for good comes back as rejects.</summary>
    /// <exception cref="StoreUnavailableException">Nothing is known to be stored; try again later.</exception>
    ValueTask<WriteResult> WriteAsync(PointBatch batch, CancellationToken cancellation);

    /// <summary>Readings of one metric of one device with from ≤ event time &lt; to, oldest first.</summary>
    IAsyncEnumerable<ReadingPoint> ReadReadingsAsync(string device, string metric, long fromNanos, long toNanos, CancellationToken cancellation);

    /// <summary>Readings of several metrics of one device with from ≤ event time &lt; to, oldest first, put at the end of a list: for who reads
    /// millions of them.</summary>
    async ValueTask ReadSeveralAsync(
        string device, IReadOnlyList<string> metrics, long fromNanos, long toNanos, List<MetricReading> target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(target);
        var first = target.Count;
        for (var metric = 0; metric < metrics.Count; metric++)
        {
            await foreach (var point in ReadReadingsAsync(device, metrics[metric], fromNanos, toNanos, cancellation))
            {
                target.Add(new MetricReading(point.TimeNanos, metric, point.Value));
            }
        }

        if (metrics.Count > 1)
        {
            target.Sort(first, target.Count - first, Comparer<MetricReading>.Default);
        }
    }

    /// <summary>Windows of one metric with from ≤ start &lt; to, oldest first. A window that nobody measured is absent.</summary>
    /// <param name="owner">The device's or the zone's id.</param>
    /// <param name="kind">The kind's id; for a zone it tells whose metric is meant.</param>
    IAsyncEnumerable<WindowPoint> ReadWindowsAsync(
        AggregateScope scope, string owner, string kind, string metric, long lengthNanos, long fromNanos, long toNanos,
        CancellationToken cancellation);

    /// <summary>The newest reading of a metric before a time, or null.</summary>
    ValueTask<ReadingPoint?> LatestBeforeAsync(string device, string metric, long beforeNanos, CancellationToken cancellation);

    /// <summary>Drops readings older than <paramref name="readingsBeforeNanos"/> and windows of each length older than its limit.</summary>
    /// <param name="held">What stays nevertheless.</param>
    ValueTask<long> DeleteBeforeAsync(
        long readingsBeforeNanos, IReadOnlyDictionary<long, long> windowsBeforeNanos, IReadOnlyList<HeldSpan> held, CancellationToken cancellation);

    /// <summary>All readings of a device with from ≤ event time &lt; to, oldest first, those of one time together.</summary>
    IAsyncEnumerable<DeviceReadings> ReadDeviceAsync(string device, long fromNanos, long toNanos, CancellationToken cancellation);

    /// <summary>The age at which the store itself drops whatever it has, held or not; null where it never does.</summary>
    TimeSpan? DropsAfter => null;
}
