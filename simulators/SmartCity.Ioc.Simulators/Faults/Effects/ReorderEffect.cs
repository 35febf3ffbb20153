using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults.Effects;

/// <summary>Holds a message back until the device's next one has passed it.</summary>
internal sealed class ReorderEffect(FaultSpec spec) : IFaultEffect
{
    private readonly double _share = spec.Number("p");

    public void Take(TimedMessage message, FaultTarget target, bool active, Action<TimedMessage> send)
    {
        if (message.IsStatus)
        {
            send(message);
        }
        else if (target.State is TimedMessage held)
        {
            send(message);
            send(held with { At = message.At });
            target.State = null;
        }
        else if (active && target.Draw() < _share)
        {
            target.State = message;
        }
        else
        {
            send(message);
        }
    }
}
