using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults.Effects;

/// <summary>Fills the time to the device's next message with further ones, each with a time and a number of its own. What comes after counts on
/// from there.</summary>
internal sealed class FloodEffect(FaultSpec spec) : IFaultEffect
{
    /// <summary>The last part of the interval stays free, as the next message may be a little early.</summary>
    private const double Filled = 0.9;

    private readonly double _rate = spec.Number("rate");

    public void Take(TimedMessage message, FaultTarget target, bool active, Action<TimedMessage> send)
    {
        if (message.IsStatus)
        {
            send(message);
            return;
        }

        var state = (State)(target.State ??= new State());
        var interval = state.Last is { } last ? message.At - last : TimeSpan.Zero;
        state.Last = message.At;
        var shift = state.Shift;
        send(shift == 0 ? message : PayloadEdit.Each(message, reading => PayloadEdit.MoveSequence(reading, shift)));
        for (var i = 1; active && _rate > 0 && i / _rate < interval.TotalSeconds * Filled; i++)
        {
            var after = TimeSpan.FromSeconds(i / _rate);
            var number = ++state.Shift;
            var further = PayloadEdit.Each(message, reading =>
            {
                PayloadEdit.MoveTime(reading, after);
                PayloadEdit.MoveSequence(reading, number);
            });
            send(further with { At = message.At + after });
        }
    }

    private sealed class State
    {
        public TimeSpan? Last { get; set; }

        public long Shift { get; set; }
    }
}
