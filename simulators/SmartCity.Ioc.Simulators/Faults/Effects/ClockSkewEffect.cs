using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults.Effects;

internal sealed class ClockSkewEffect(FaultSpec spec) : IFaultEffect
{
    private readonly TimeSpan _by = spec.Span("by");

    public void Take(TimedMessage message, FaultTarget target, bool active, Action<TimedMessage> send) =>
        send(active ? PayloadEdit.Each(message, reading => PayloadEdit.MoveTime(reading, _by)) : message);
}
