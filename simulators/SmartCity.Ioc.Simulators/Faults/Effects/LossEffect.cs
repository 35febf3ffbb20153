using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults.Effects;

internal sealed class LossEffect(FaultSpec spec) : IFaultEffect
{
    private readonly double _share = spec.Number("p");

    public void Take(TimedMessage message, FaultTarget target, bool active, Action<TimedMessage> send)
    {
        if (!active || message.IsStatus || target.Draw() >= _share)
        {
            send(message);
        }
    }
}
