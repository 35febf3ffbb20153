using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults.Effects;

/// <summary>Links that are down, all the time (a power cut) or every other half period (flapping). A link's end is told where the device's last will
/// would have spoken; what is sent while it is down is gone.</summary>
internal sealed class LinkEffect(FaultSpec spec) : IFaultEffect
{
    private readonly TimeSpan _half = spec.Kind == FaultKind.Flapping ? spec.Span("period") / 2 : TimeSpan.MaxValue;
    private readonly TimeSpan _boot = spec.Kind == FaultKind.PowerCut ? spec.Span("boot") : TimeSpan.Zero;

    public void Take(TimedMessage message, FaultTarget target, bool active, Action<TimedMessage> send)
    {
        var (isDown, since) = IsDown(message.At);
        Turn(target, isDown, since, send);

        // After a power cut not all devices are back at the same moment.
        if (target.IsDown && !isDown && message.At - since >= _boot * (target.State is double boot ? boot : 0))
        {
            target.IsDown = false;
            target.SayStatus(online: true, message.At, send);
        }

        if (!target.IsDown)
        {
            send(message);
        }
    }

    public void AdvanceTo(TimeSpan at, IReadOnlyCollection<FaultTarget> targets, Action<TimedMessage> send)
    {
        var (isDown, since) = IsDown(at);
        if (isDown)
        {
            foreach (var target in targets)
            {
                Turn(target, isDown, since, send);
            }
        }
    }

    private static void Turn(FaultTarget target, bool isDown, TimeSpan since, Action<TimedMessage> send)
    {
        if (isDown && !target.IsDown)
        {
            target.State ??= target.Draw();
            target.IsDown = true;
            target.SayStatus(online: false, since, send);
        }
    }

    private (bool IsDown, TimeSpan Since) IsDown(TimeSpan at)
    {
        if (!spec.IsActive(at))
        {
            return (false, at >= spec.To ? spec.To : TimeSpan.Zero);
        }

        if (spec.Kind == FaultKind.PowerCut)
        {
            return (true, spec.From);
        }

        var halves = (long)((at - spec.From) / _half);
        return (halves % 2 == 0, spec.From + (halves * _half));
    }
}
