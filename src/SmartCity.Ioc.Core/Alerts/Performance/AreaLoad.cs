using SmartCity.Ioc.Alerts.Life;
using SmartCity.Ioc.Alerts.Load;

namespace SmartCity.Ioc.Alerts.Performance;

/// <summary>One area's figures in the making: the whole stretch, its shifts, and its floods.</summary>
internal sealed class AreaLoad(LoadTally total, IReadOnlyList<LoadTally> shifts)
{
    private readonly FloodMeter _meter = new();
    private readonly List<(long From, long To)> _floods = [];
    private long _began;

    public void Add(AlertTransition transition)
    {
        Meter(transition);
        if (transition.AtNanos < total.FromNanos)
        {
            return;
        }

        total.Add(transition);
        foreach (var shift in shifts)
        {
            if (transition.AtNanos >= shift.FromNanos && transition.AtNanos < shift.ToNanos)
            {
                shift.Add(transition);
            }
        }
    }

    /// <param name="stale">By the end of a stretch: how many were stale then.</param>
    public (LoadFigures Total, IReadOnlyList<LoadFigures> Shifts) End(Func<long, int> stale)
    {
        EndFloodBefore(total.ToNanos);
        if (_meter.IsFlood)
        {
            _floods.Add((_began, total.ToNanos));
        }

        return (total.End(_floods, stale(total.ToNanos)), [.. shifts.Select(shift => shift.End(_floods, stale(shift.ToNanos)))]);
    }

    // The very alerts that the running server's meter counts: those that were not put away.
    private void Meter(AlertTransition transition)
    {
        var counts = transition.Action is AlertActions.Raised or AlertActions.Returned or AlertActions.Unsuppressed or AlertActions.Unshelved
            && transition.Alert.State == AlertState.Active;
        if (!counts)
        {
            return;
        }

        EndFloodBefore(transition.AtNanos);
        if (_meter.Add(transition.AtNanos))
        {
            _began = transition.AtNanos;
        }
    }

    private void EndFloodBefore(long nanos)
    {
        if (_meter.EndsAtNanos is { } end && end <= nanos)
        {
            _floods.Add((_began, end));
            _meter.Advance(end);
        }
    }
}
