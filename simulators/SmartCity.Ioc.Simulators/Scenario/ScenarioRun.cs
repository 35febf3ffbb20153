using System.IO.Enumeration;
using System.Text.Json;
using SmartCity.Ioc.Simulators.City;
using SmartCity.Ioc.Simulators.City.Incidents;
using SmartCity.Ioc.Simulators.Faults;
using SmartCity.Ioc.Simulators.Sources;
using SmartCity.Ioc.Simulators.Virtual;

namespace SmartCity.Ioc.Simulators.Scenario;

/// <summary>
/// Plays a scenario through the server's own decoder, pipeline and rules on virtual time and writes down what came of it, a line of JSON each in
/// order of time: every change of an alert, every change of what the data check says of devices, and the ledger at the end.
/// </summary>
internal static class ScenarioRun
{
    /// <summary>The data check is looked at that often.</summary>
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<string> Play(ScenarioScript script, CancellationToken cancellation)
    {
        var events = new ScenarioLines();
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        using var city = new VirtualCity(script.City, script.Start);
        city.Transitions = transitions =>
        {
            foreach (var transition in transitions)
            {
                var (at, alert) = (At(script, transition.AtNanos), transition.Alert);
                var details = new (string, string)[]
                {
                    ("severity", JsonNamingPolicy.KebabCaseLower.ConvertName(alert.Severity.ToString())),
                    ("action", transition.Action),
                    ("state", JsonNamingPolicy.KebabCaseLower.ConvertName(alert.State.ToString())),
                };
                events.Add(at, ("alert", alert.Rule), alert.Device is null ? ("zone", alert.Zone) : ("device", alert.Device), details);
            }
        };
        city.Ticked = at =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (at.Ticks % LooksEvery.Ticks == 0)
            {
                Look(city, at, faults, events);
            }
        };
        foreach (var message in Messages(script))
        {
            city.Take(message);
        }

        city.AdvanceTo(script.Length);
        var counts = city.Ledger.Snapshot(0).Messages;
        return
        [
            .. events.Lines(),
            ScenarioLines.Line(script.Length, json =>
            {
                json.WriteStartObject("ledger");
                json.WriteNumber("received", counts.Received);
                json.WriteNumber("accepted", counts.Accepted);
                json.WriteNumber("duplicate", counts.Duplicate);
                json.WriteNumber("late", counts.Late);
                json.WriteNumber("quarantined", counts.Quarantined);
                json.WriteEndObject();
            }),
        ];
    }

    private static IEnumerable<TimedMessage> Messages(ScenarioScript script)
    {
        var roster = DeviceRoster.Of(script.City, null);
        var simulated = roster.Where(device => script.Simulated.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, device.Id, ignoreCase: false))).ToList();
        var incidents = script.Incidents.Select((incident, i) => IncidentPlan.Make(
            i + 1, incident.Kind, roster.First(device => device.Id == incident.Device), incident.From, incident.To, incident.Ramp, incident.Metres)).ToList();
        using var simulation = new CitySimulation(
            simulated, script.Seed, script.Start, TimeZoneInfo.FindSystemTimeZoneById(script.City.TimeZone), speed: 1, incidents);
        var sources = script.Signals.Select((signal, i) => signal.Messages(script.Start, script.Length, script.Seed, roster.Count + i))
            .Prepend(MessageSources.Of(simulation, script.Length)).Append(script.Messages);
        foreach (var message in FaultStage.Stack(Merge([.. sources]), script.Faults, script.Seed, script.City.Zones, truth: null))
        {
            yield return message;
        }
    }

    // By time, of one moment in the order of the sources.
    private static IEnumerable<TimedMessage> Merge(IReadOnlyList<IEnumerable<TimedMessage>> sources)
    {
        var queue = new PriorityQueue<IEnumerator<TimedMessage>, (TimeSpan, int)>();
        var enumerators = sources.Select(source => source.GetEnumerator()).ToList();
        try
        {
            for (var i = 0; i < enumerators.Count; i++)
            {
                Enqueue(enumerators[i], i);
            }

            while (queue.TryDequeue(out var next, out var turn))
            {
                yield return next.Current;
                Enqueue(next, turn.Item2);
            }
        }
        finally
        {
            enumerators.ForEach(enumerator => enumerator.Dispose());
        }

        void Enqueue(IEnumerator<TimedMessage> source, int number)
        {
            if (source.MoveNext())
            {
                queue.Enqueue(source, (source.Current.At, number));
            }
        }
    }

    private static void Look(VirtualCity city, TimeSpan at, Dictionary<string, string> known, ScenarioLines events)
    {
        for (var index = 0; index < city.Registry.DeviceCount; index++)
        {
            var device = city.Registry.Device(index).Id;
            var now = string.Join(' ', city.Pipeline.Quality.Of(index).Faults);
            if (known.GetValueOrDefault(device, "") != now)
            {
                known[device] = now;
                events.Add(at, ("quality", now.Length == 0 ? "clean" : now), ("device", device), []);
            }
        }
    }

    private static TimeSpan At(ScenarioScript script, long nanos) =>
        TimeSpan.FromTicks((nanos / TimeSpan.NanosecondsPerTick) - (script.Start - DateTimeOffset.UnixEpoch).Ticks);
}
