using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults.Effects;

/// <summary>The device goes away for a moment, says again what it may not have got rid of, and counts from 0 for the rest of its life.</summary>
internal sealed class RestartEffect(FaultSpec spec) : IFaultEffect
{
    private readonly TimeSpan _back = spec.From + spec.Span("down");
    private readonly int _resend = (int)spec.Number("resend");

    public void Take(TimedMessage message, FaultTarget target, bool active, Action<TimedMessage> send)
    {
        var state = (State)(target.State ??= new State());
        if (message.At < spec.From)
        {
            Remember(state, message);
            send(message);
            return;
        }

        if (message.At < _back)
        {
            Leave(target, send);
            return;
        }

        if (!state.IsBack)
        {
            Leave(target, send);
            target.IsDown = false;
            state.IsBack = true;
            target.SayStatus(online: true, message.At, send);
            foreach (var old in state.Recent)
            {
                send(old with { At = message.At });
            }
        }

        send(PayloadEdit.Each(message, reading =>
        {
            if (!message.IsStatus && PayloadEdit.Sequence(reading) is { } sequence)
            {
                state.First ??= sequence;
                PayloadEdit.MoveSequence(reading, -state.First.Value);
            }
        }));
    }

    public void AdvanceTo(TimeSpan at, IReadOnlyCollection<FaultTarget> targets, Action<TimedMessage> send)
    {
        if (at >= spec.From)
        {
            foreach (var target in targets.Where(target => target.State is State { IsBack: false }))
            {
                Leave(target, send);
            }
        }
    }

    private void Leave(FaultTarget target, Action<TimedMessage> send)
    {
        if (!target.IsDown)
        {
            target.IsDown = true;
            target.SayStatus(online: false, spec.From, send);
        }
    }

    private void Remember(State state, TimedMessage message)
    {
        if (_resend == 0 || message.IsStatus)
        {
            return;
        }

        state.Recent.Enqueue(message);
        if (state.Recent.Count > _resend)
        {
            state.Recent.Dequeue();
        }
    }

    private sealed class State
    {
        public Queue<TimedMessage> Recent { get; } = new();

        public bool IsBack { get; set; }

        public long? First { get; set; }
    }
}
