using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>
/// Stored readings as messages in the order of their event times, a stretch at a time: the metrics that the rules look at, and one of each
/// device that only has to be heard. The next stretch is read while the rules go over this one.
/// </summary>
internal sealed class StoredMessages(ITimeSeriesStore store, CityRegistry registry)
{
    /// <summary>Of one stretch. 24 bytes each, and two stretches are held: 50 MB.</summary>
    private const int MostReadings = 1_000_000;

    private const long MostNanos = 7L * 24 * 3600 * 1_000_000_000;
    private const long LeastNanos = 60_000_000_000;

    /// <summary>Hears of each reading in its order: device, metric, event time, value.</summary>
    public Action<string, string, long, double>? Seen { get; init; }

    /// <summary>Feeds what lies in from ≤ event time &lt; to, and lets time pass up to the end.</summary>
    /// <param name="devices">Indexes of the devices wanted.</param>
    public async Task FeedAsync(
        IReadOnlyList<RehearsalRun> runs, IReadOnlyCollection<int> devices, long fromNanos, long toNanos, CancellationToken cancellation)
    {
        var wanted = Sources(runs, devices);
        var players = runs.Select((run, i) => new StoredPlayer(run, registry, wanted, i == 0 ? Seen : null)).ToList();
        var length = StretchNanos(wanted);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<List<MetricReading>[]>? ahead = null;
        try
        {
            List<MetricReading>[]? spare = null;
            ahead = ReadAsync(wanted, NewStretch(wanted), fromNanos, Math.Min(toNanos, fromNanos + length), stop.Token);
            for (var from = fromNanos; from < toNanos; from += length)
            {
                var stretch = await ahead;
                var next = from + length;
                ahead = next < toNanos
                    ? ReadAsync(wanted, spare ?? NewStretch(wanted), next, Math.Min(toNanos, next + length), stop.Token)
                    : Task.FromResult(stretch);
                await Task.WhenAll(players.Select(player => Task.Run(() => player.Play(stretch, cancellation), cancellation)));
                spare = stretch;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await (ahead ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (var run in runs)
        {
            run.AdvanceTo(toNanos);
        }
    }

    private static List<MetricReading>[] NewStretch(List<StoredSource> wanted) => [.. wanted.Select(_ => new List<MetricReading>())];

    private Task<List<MetricReading>[]> ReadAsync(
        List<StoredSource> wanted, List<MetricReading>[] stretch, long fromNanos, long toNanos, CancellationToken cancellation) => Task.Run(
        async () =>
        {
            for (var i = 0; i < wanted.Count; i++)
            {
                stretch[i].Clear();
                await store.ReadSeveralAsync(wanted[i].Device.Id, wanted[i].Metrics, fromNanos, toNanos, stretch[i], cancellation);
            }

            return stretch;
        },
        cancellation);

    // As long as what is expected in it fits.
    private long StretchNanos(List<StoredSource> wanted)
    {
        var perSecond = wanted.Sum(source => source.Metrics.Count / (registry.IntervalOf(source.Device.Index).Nanos / 1e9));
        return Math.Clamp((long)(MostReadings / Math.Max(perSecond, 1e-6) * 1e9), LeastNanos, MostNanos);
    }

    private List<StoredSource> Sources(IReadOnlyList<RehearsalRun> runs, IReadOnlyCollection<int> devices)
    {
        var byKind = new Dictionary<int, IReadOnlyList<string>>();
        var wanted = new List<StoredSource>(devices.Count);
        foreach (var device in devices.Select(registry.Device))
        {
            if (!byKind.TryGetValue(device.Kind, out var metrics))
            {
                byKind.Add(device.Kind, metrics = MetricsOf(device.Kind, runs));
            }

            wanted.Add(new StoredSource(device, metrics));
        }

        return wanted;
    }

    private List<string> MetricsOf(int kindIndex, IReadOnlyList<RehearsalRun> runs)
    {
        var kind = registry.Kinds[kindIndex];
        var metrics = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var needs in runs.SelectMany(run => run.Rules).Where(rule => rule.Kinds.Contains(kindIndex)).Select(ConditionNeeds.Of))
        {
            // Whether a sensor repeats itself is a question to all that it says.
            metrics.UnionWith(needs.AsksQuality ? kind.Metrics.Select(metric => metric.Id) : []);
            foreach (var metric in needs.Metrics)
            {
                var inputs = kind.Derived.FirstOrDefault(derived => derived.Definition.Id == metric)?.Inputs.Values.Select(input => input.Id);
                metrics.UnionWith(inputs ?? [metric]);
            }
        }

        if (metrics.Count == 0 && kind.Metrics.Count > 0)
        {
            metrics.Add(kind.Metrics[0].Id);
        }

        return [.. metrics];
    }
}
