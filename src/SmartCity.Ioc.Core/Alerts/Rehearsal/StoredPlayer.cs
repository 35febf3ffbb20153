using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>Plays stretches of stored readings into one rehearsal, all devices in the order of event times. Used by one thread.</summary>
internal sealed class StoredPlayer
{
    private const long Second = 1_000_000_000;

    private readonly RehearsalRun _run;
    private readonly IReadOnlyList<StoredSource> _sources;
    private readonly Action<string, string, long, double>? _seen;
    private readonly int[] _devices;
    private readonly int[][] _metrics;
    private readonly int[] _at;
    private readonly PriorityQueue<int, long> _next;

    /// <param name="registry">Knows the devices; the rehearsal's own learns of them here.</param>
    public StoredPlayer(RehearsalRun run, CityRegistry registry, IReadOnlyList<StoredSource> sources, Action<string, string, long, double>? seen)
    {
        (_run, _sources, _seen) = (run, sources, seen);
        _next = new PriorityQueue<int, long>(sources.Count);
        _at = new int[sources.Count];
        _devices = new int[sources.Count];
        _metrics = new int[sources.Count][];
        for (var i = 0; i < sources.Count; i++)
        {
            var (device, metrics) = sources[i];
            var kind = registry.Kinds[device.Kind];
            _devices[i] = run.Registry.RegisterAs(device, registry).Index;
            _metrics[i] = [.. metrics.Select(run.Registry.InternMetric)];
        }
    }

    /// <param name="stretch">The readings of each source, oldest first.</param>
    public void Play(List<MetricReading>[] stretch, CancellationToken cancellation)
    {
        for (var i = 0; i < stretch.Length; i++)
        {
            _at[i] = 0;
            if (stretch[i].Count > 0)
            {
                _next.Enqueue(i, stretch[i][0].TimeNanos);
            }
        }

        // The messages of one second together, as a frame of the journal would have them.
        using var batch = new ReadingBatch();
        var second = long.MinValue;
        while (_next.TryPeek(out var source, out var timeNanos))
        {
            if (timeNanos / Second != second)
            {
                cancellation.ThrowIfCancellationRequested();
                HandOver(batch);
                second = timeNanos / Second;
            }

            var at = Add(batch, source, timeNanos, stretch[source]);
            _at[source] = at;
            if (at < stretch[source].Count)
            {
                _next.DequeueEnqueue(source, stretch[source][at].TimeNanos);
            }
            else
            {
                _next.Dequeue();
            }
        }

        HandOver(batch);
    }

    /// <returns>Where the source's next message begins.</returns>
    private int Add(ReadingBatch batch, int source, long timeNanos, List<MetricReading> readings)
    {
        var at = _at[source];
        batch.Begin();
        for (; at < readings.Count && readings[at].TimeNanos == timeNanos; at++)
        {
            var reading = readings[at];
            batch.AddValue(_metrics[source][reading.Metric], reading.Value);
            _seen?.Invoke(_sources[source].Device.Id, _sources[source].Metrics[reading.Metric], timeNanos, reading.Value);
        }

        // History does not say when a message arrived, so nothing is known of the device's clock.
        batch.Commit(_devices[source], timeNanos, timeNanos, unchecked((ulong)timeNanos), MessageMarks.TimeAssumed);
        batch.ClockNanos = timeNanos;
        return at;
    }

    private void HandOver(ReadingBatch batch)
    {
        if (!batch.Messages.IsEmpty)
        {
            _run.Feed(batch);
            batch.Clear();
        }
    }
}
