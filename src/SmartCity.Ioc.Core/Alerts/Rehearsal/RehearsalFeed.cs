using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>What rehearsals run over: stored history, and for rules that ask for more than readings the recorded inputs as far back as they go.</summary>
public sealed class RehearsalFeed(ITimeSeriesStore store, IRecordedInputs inputs, CityRegistry registry)
{
    /// <param name="devices">Indexes of the devices wanted.</param>
    /// <returns>From when on the recorded inputs were used; null where they were not.</returns>
    public async Task<long?> FeedAsync(
        IReadOnlyList<RehearsalRun> runs, IReadOnlyCollection<int> devices, long fromNanos, long toNanos, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(devices);
        var needsInputs = runs.Any(static run => run.Rules.Any(static rule => ConditionNeeds.Of(rule).Unstored.Count > 0));
        var begin = needsInputs && inputs.OldestNanos() is { } oldest && oldest < toNanos ? Math.Max(oldest, fromNanos) : toNanos;
        if (begin > fromNanos)
        {
            await new StoredMessages(store, registry).FeedAsync(runs, devices, fromNanos, begin, cancellation);
        }

        if (begin >= toNanos)
        {
            return null;
        }

        var ids = devices.Select(device => registry.Device(device).Id).ToHashSet(StringComparer.Ordinal);
        await Task.Run(() => inputs.Feed(runs, ids, begin, toNanos, begin > fromNanos ? begin : long.MinValue, null, cancellation), cancellation);
        return begin;
    }
}
