using System.Text.Json.Nodes;
using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults.Effects;

/// <summary>Spikes and drifts.</summary>
internal sealed class ValueEffect(FaultSpec spec) : IFaultEffect
{
    private readonly string _metric = spec.Parameters["metric"];
    private readonly double _by = spec.Number("by");
    private readonly double _factor = spec.Kind == FaultKind.Spike ? spec.Number("factor") : 1;
    private readonly double _share = spec.Kind == FaultKind.Spike ? spec.Number("p") : 1;

    public void Take(TimedMessage message, FaultTarget target, bool active, Action<TimedMessage> send)
    {
        if (!active || (_share < 1 && target.Draw() >= _share))
        {
            send(message);
            return;
        }

        var plus = spec.Kind == FaultKind.Drift ? _by * (message.At - spec.From).TotalMinutes : _by;
        send(PayloadEdit.Each(message, reading =>
        {
            foreach (var (metric, value) in PayloadEdit.Metrics(reading, _metric).ToList())
            {
                // Two decimals more than any kind declares would be a mark of its own.
                reading[metric] = JsonValue.Create(Math.Round((PayloadEdit.Number(value) * _factor) + plus, 2, MidpointRounding.AwayFromZero));
            }
        }));
    }
}
