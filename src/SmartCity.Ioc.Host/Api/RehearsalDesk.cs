using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Rehearsal;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api;

/// <summary>Runs rule sets over the past, one rehearsal at a time: it takes processors that the city needs.</summary>
internal sealed class RehearsalDesk(CityRegistry registry, RehearsalFeed feed) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    public void Dispose() => _one.Dispose();

    /// <param name="sets">One set, or two to compare.</param>
    /// <returns>Null where another rehearsal runs.</returns>
    public async Task<IReadOnlyList<(RehearsalReport Report, IReadOnlyList<Occurrence> Occurrences)>?> RunAsync(
        IReadOnlyList<IReadOnlyList<AlertRule>> sets, IReadOnlyCollection<int> devices, long fromNanos, long toNanos, CancellationToken cancellation)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, cancellation))
        {
            return null;
        }

        var runs = new List<RehearsalRun>();
        try
        {
            foreach (var rules in sets)
            {
                runs.Add(new RehearsalRun(registry.City, rules));
            }

            var inputsFrom = await feed.FeedAsync(runs, devices, fromNanos, toNanos, cancellation);
            return [.. runs.Select(run => (RehearsalReport.Of(run, fromNanos, toNanos, inputsFrom), run.Occurrences))];
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
            _one.Release();
        }
    }
}
