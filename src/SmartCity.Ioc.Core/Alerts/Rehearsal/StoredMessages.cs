using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>
/// Stored readings as messages in the order of their event times, a stretch at a time: the metrics that the rules look at, and one of each
/// device that only has to be heard.
/// </summary>
internal sealed class StoredMessages(ITimeSeriesStore store, CityRegistry registry)
{
    /// <summary>Some 300 devices every 30 s: 50 MB.</summary>
    private const long StretchNanos = 6L * 3600 * 1_000_000_000;

    private const long Second = 1_000_000_000;

    /// <summary>Hears of each reading in its order: device, metric, event time, value.</summary>
    public Action<string, string, long, double>? Seen { get; init; }

    /// <summary>Feeds what lies in from ≤ event time &lt; to, and lets time pass up to the end.</summary>
    /// <param name="devices">Indexes of the devices wanted.</param>
    public async Task FeedAsync(
        IReadOnlyList<RehearsalRun> runs, IReadOnlyCollection<int> devices, long fromNanos, long toNanos, CancellationToken cancellation)
    {
        var wanted = devices.Select(device => (Device: registry.Device(device), Metrics: MetricsOf(registry.Device(device), runs))).ToList();
        foreach (var device in wanted.Select(entry => entry.Device).Where(device => !device.Declared))
        {
            foreach (var run in runs)
            {
                var kind = registry.Kinds[device.Kind];
                run.Registry.Register(registry.Zones[device.Zone].Id, kind.Id, device.Id, kind.ExpectedInterval);
            }
        }

        using var batch = new ReadingBatch();
        for (var from = fromNanos; from < toNanos; from += StretchNanos)
        {
            var stored = new List<Stored>();
            for (var i = 0; i < wanted.Count; i++)
            {
                foreach (var metric in wanted[i].Metrics)
                {
                    await foreach (var point in store.ReadReadingsAsync(wanted[i].Device.Id, metric, from, Math.Min(toNanos, from + StretchNanos), cancellation))
                    {
                        stored.Add(new Stored(point.TimeNanos, i, metric, point.Value));
                    }
                }
            }

            stored.Sort(static (left, right) =>
                left.TimeNanos != right.TimeNanos ? left.TimeNanos.CompareTo(right.TimeNanos) : left.Device.CompareTo(right.Device));
            if (Seen is not null)
            {
                stored.ForEach(reading => Seen(wanted[reading.Device].Device.Id, reading.Metric, reading.TimeNanos, reading.Value));
            }

            foreach (var run in runs)
            {
                cancellation.ThrowIfCancellationRequested();
                Feed(run, batch, stored, wanted);
            }
        }

        foreach (var run in runs)
        {
            run.AdvanceTo(toNanos);
        }
    }

    // The messages of one second together, as a frame of the journal would have them.
    private static void Feed(RehearsalRun run, ReadingBatch batch, List<Stored> stored, List<(Device Device, List<string> Metrics)> wanted)
    {
        var registry = run.Registry;
        for (var at = 0; at < stored.Count;)
        {
            batch.Clear();
            var second = stored[at].TimeNanos / Second;
            while (at < stored.Count && stored[at].TimeNanos / Second == second)
            {
                var (timeNanos, device) = (stored[at].TimeNanos, stored[at].Device);
                batch.Begin();
                for (; at < stored.Count && stored[at].TimeNanos == timeNanos && stored[at].Device == device; at++)
                {
                    batch.AddValue(registry.InternMetric(stored[at].Metric), stored[at].Value);
                }

                registry.TryFindDevice(wanted[device].Device.Id, out var index);
                batch.Commit(index, timeNanos, timeNanos, unchecked((ulong)timeNanos), MessageMarks.None);
                batch.ClockNanos = timeNanos;
            }

            run.Feed(batch);
        }
    }

    private List<string> MetricsOf(Device device, IReadOnlyList<RehearsalRun> runs)
    {
        var kind = registry.Kinds[device.Kind];
        var metrics = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var metric in runs.SelectMany(run => run.Rules).Where(rule => rule.Kinds.Contains(device.Kind))
            .SelectMany(rule => ConditionNeeds.Of(rule).Metrics))
        {
            if (kind.Derived.FirstOrDefault(derived => derived.Definition.Id == metric) is { } derived)
            {
                metrics.UnionWith(derived.Inputs.Values.Select(input => input.Id));
            }
            else
            {
                metrics.Add(metric);
            }
        }

        if (metrics.Count == 0 && kind.Metrics.Count > 0)
        {
            metrics.Add(kind.Metrics[0].Id);
        }

        return [.. metrics];
    }

    private readonly record struct Stored(long TimeNanos, int Device, string Metric, double Value);
}
