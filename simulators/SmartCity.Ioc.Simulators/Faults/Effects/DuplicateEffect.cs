using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults.Effects;

internal sealed class DuplicateEffect(FaultSpec spec) : IFaultEffect
{
    private readonly double _share = spec.Number("p");
    private readonly int _copies = (int)spec.Number("copies");
    private readonly TimeSpan _after = spec.Span("after");

    public void Take(TimedMessage message, FaultTarget target, bool active, Action<TimedMessage> send)
    {
        send(message);
        if (active && !message.IsStatus && target.Draw() < _share)
        {
            for (var copy = 1; copy <= _copies; copy++)
            {
                send(message with { At = message.At + (_after * copy) });
            }
        }
    }
}
