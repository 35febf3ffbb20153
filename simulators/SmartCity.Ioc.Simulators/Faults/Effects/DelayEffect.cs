using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults.Effects;

internal sealed class DelayEffect(FaultSpec spec) : IFaultEffect
{
    private readonly TimeSpan _by = spec.Span("by");
    private readonly TimeSpan _jitter = spec.Span("jitter");

    public void Take(TimedMessage message, FaultTarget target, bool active, Action<TimedMessage> send) =>
        send(active ? message with { At = message.At + _by + (_jitter * target.Draw()) } : message);
}
