using System.Text.Json.Nodes;
using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults.Effects;

/// <summary>Values stay as they were in the first message; clock and counter go on.</summary>
internal sealed class StandstillEffect(FaultSpec spec) : IFaultEffect
{
    private readonly string[] _except = spec.Parameters.GetValueOrDefault("except", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
    private readonly string _metric = spec.Parameters.GetValueOrDefault("metric", "*");

    public void Take(TimedMessage message, FaultTarget target, bool active, Action<TimedMessage> send)
    {
        if (!active)
        {
            target.State = null;
            send(message);
            return;
        }

        var first = (Dictionary<string, JsonNode>)(target.State ??= new Dictionary<string, JsonNode>(StringComparer.Ordinal));
        send(PayloadEdit.Each(message, reading =>
        {
            foreach (var (metric, value) in PayloadEdit.Metrics(reading, _metric).Where(pair => !_except.Contains(pair.Key)).ToList())
            {
                if (!first.TryAdd(metric, value.DeepClone()))
                {
                    reading[metric] = first[metric].DeepClone();
                }
            }
        }));
    }
}
