using SmartCity.Ioc.Alerts.Rules;
using SmartCity.Ioc.Alerts.RuleSets;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>Says why an alert was raised, by running its rule once more over the readings before it: the same readings give the same id.</summary>
public sealed class AlertExplainer(CityRegistry registry, ITimeSeriesStore store, IRecordedInputs inputs)
{
    private const int MostReadings = 200;
    private const int MostSteps = 40;
    private const long Hour = 3600L * 1_000_000_000;

    /// <param name="book">The rules and their history.</param>
    public async Task<AlertExplanation> ExplainAsync(Alert alert, RuleBook book, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(alert);
        ArgumentNullException.ThrowIfNull(book);
        if (book.Find(alert.Rule, alert.RaisedAtNanos) is not { } rule)
        {
            return AlertExplanation.Nothing(null, "Nobody knows any more what the rule said then.");
        }

        var needs = ConditionNeeds.Of(rule);
        var oldest = needs.Unstored.Count > 0 ? inputs.OldestNanos() : null;
        if (needs.Unstored.Count > 0 && !(oldest <= alert.RaisedAtNanos))
        {
            return AlertExplanation.Nothing(
                rule, $"It rests on {string.Join(" and ", needs.Unstored)}, which history does not keep, and the journal of that time is gone.");
        }

        var devices = Devices(alert, rule, needs);
        var interval = devices.Select(device => registry.IntervalOf(device).Nanos)
            .Append(rule.Kinds.Max(kind => registry.Kinds[kind].ExpectedInterval.Ticks) * 100).Max();
        var lookBack = Math.Max(Hour, (2 * needs.MemoryNanos) + (10 * interval));

        // What the rule knew may be older than one look back: a clear level that was not reached for days.
        var explanation = await RunAsync(alert, rule, devices, lookBack, cancellation);
        foreach (var times in (int[])[8, 48])
        {
            if (!explanation.IsReproduced)
            {
                var further = await RunAsync(alert, rule, devices, times * lookBack, cancellation);
                explanation = further.IsReproduced ? further : explanation;
            }
        }

        return explanation;
    }

    private async Task<AlertExplanation> RunAsync(
        Alert alert, AlertRule rule, IReadOnlyCollection<int> devices, long lookBackNanos, CancellationToken cancellation)
    {
        var steps = new List<ExplainedStep>();
        var readings = new Queue<ExplainedReading>();
        var raised = false;
        var source = alert.Device ?? alert.Zone;
        RehearsalRun? running = null;
        void Note(RuleStep step)
        {
            if (raised || step.Machine.Source.Key != source)
            {
                return;
            }

            var device = step.Device < 0 ? null : running!.Registry.Device(step.Device).Id;
            if (steps.Count == 0 || steps[^1].Text != step.Text || step.Level >= 0)
            {
                steps.Add(new ExplainedStep(step.TimeNanos, device, step.Level >= 0, step.Text));
            }

            raised = step.Level >= 0 && step.TimeNanos >= alert.EventTimeNanos;
        }

        void See(string device, string metric, long timeNanos, double value)
        {
            readings.Enqueue(new ExplainedReading(device, metric, timeNanos, value));
            if (readings.Count > MostReadings)
            {
                readings.Dequeue();
            }
        }

        using var run = new RehearsalRun(new CityRegistry(registry.City), [rule], Note);
        running = run;
        // Up to and with what raised it.
        var from = alert.EventTimeNanos - lookBackNanos;
        if (ConditionNeeds.Of(rule).Unstored.Count == 0)
        {
            await new StoredMessages(store, registry) { Seen = See }.FeedAsync([run], devices, from, alert.EventTimeNanos + 1, cancellation);
        }
        else
        {
            var ids = devices.Select(device => registry.Device(device).Id).ToHashSet(StringComparer.Ordinal);
            inputs.Feed([run], ids, from, Math.Max(alert.EventTimeNanos, alert.RaisedAtNanos) + 1, long.MinValue, See, cancellation);
        }

        var mine = run.Occurrences.Where(o => o.Source == source).ToList();
        var same = mine.Find(o => o.Id == alert.Id);
        return new AlertExplanation(
            rule, same is not null, (same ?? mine.LastOrDefault())?.Id, null, [.. readings], [.. steps.TakeLast(MostSteps)]);
    }

    /// <summary>The source itself; for a zone, and where neighbours are asked, all devices in it that the rule watches.</summary>
    private List<int> Devices(Alert alert, AlertRule rule, ConditionNeeds needs)
    {
        var devices = new List<int>();
        var zone = registry.Zones.TryGet(alert.Zone, out var found) ? found.Index : -1;
        for (var i = 0; i < registry.DeviceCount; i++)
        {
            var device = registry.Device(i);
            if (device.Id == alert.Device
                || ((alert.Device is null || needs.AsksNeighbours) && zone >= 0 && registry.Zones.IsWithin(device.Zone, zone) && rule.Kinds.Contains(device.Kind)))
            {
                devices.Add(i);
            }
        }

        return devices;
    }
}
