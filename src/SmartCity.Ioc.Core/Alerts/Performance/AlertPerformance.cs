using SmartCity.Ioc.Alerts.Load;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Alerts.Performance;

/// <summary>
/// Works out the alert load of each operator's area from the log alone: the same log gives the same figures, for last night as for last year.
/// </summary>
public sealed class AlertPerformance
{
    /// <summary>Before the stretch itself, so that a flood that goes on into it is known.</summary>
    public const long LeadInNanos = 6 * FloodMeter.SpanNanos;

    private const long StaleNanos = 24L * 3600 * 1_000_000_000;

    private readonly ZoneTree _zones;
    private readonly long _fromNanos;
    private readonly long _toNanos;
    private readonly IReadOnlyList<(long FromNanos, long ToNanos)> _shifts;
    private readonly SortedDictionary<string, AreaLoad> _areas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Alert> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Area, long AtNanos), int> _stale = [];
    private readonly long[] _ends;
    private int _nextEnd;

    /// <param name="shifts">In order; parts of the stretch.</param>
    /// <param name="open">What stood open when the lead-in began.</param>
    public AlertPerformance(
        ZoneTree zones, long fromNanos, long toNanos, IReadOnlyList<(long FromNanos, long ToNanos)> shifts, IEnumerable<Alert> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        (_zones, _fromNanos, _toNanos, _shifts) = (zones, fromNanos, toNanos, shifts);
        _ends = [.. shifts.Select(shift => shift.ToNanos).Append(toNanos).Distinct().Order()];
        foreach (var alert in open)
        {
            _open[alert.Id] = alert;
        }
    }

    /// <summary>The next transition of the lead-in and the stretch, in order.</summary>
    public void Add(AlertTransition transition)
    {
        ArgumentNullException.ThrowIfNull(transition);
        CountStaleUntil(transition.AtNanos);
        AreaOf(transition.Alert).Add(transition);
        if (transition.Alert.IsOpen)
        {
            _open[transition.Alert.Id] = transition.Alert;
        }
        else
        {
            _open.Remove(transition.Alert.Id);
        }
    }

    /// <returns>Areas in order of their ids; those in which there was nothing to tell are left out.</returns>
    public IReadOnlyList<AreaFigures> End()
    {
        CountStaleUntil(long.MaxValue);
        var figures = new List<AreaFigures>();
        foreach (var (area, load) in _areas)
        {
            var (total, shifts) = load.End(end => _stale.GetValueOrDefault((area, end)));
            figures.Add(new AreaFigures(area, total, shifts));
        }

        return figures;
    }

    private AreaLoad AreaOf(Alert alert)
    {
        var area = OperatorAreas.Of(_zones, alert.Zone);
        if (!_areas.TryGetValue(area, out var load))
        {
            load = new AreaLoad(new LoadTally(_fromNanos, _toNanos), [.. _shifts.Select(shift => new LoadTally(shift.FromNanos, shift.ToNanos))]);
            _areas.Add(area, load);
        }

        return load;
    }

    private void CountStaleUntil(long nanos)
    {
        for (; _nextEnd < _ends.Length && _ends[_nextEnd] <= nanos; _nextEnd++)
        {
            var end = _ends[_nextEnd];
            foreach (var alert in _open.Values.Where(alert => LoadFold.IsListed(alert.State) && end - alert.RaisedAtNanos > StaleNanos))
            {
                _ = AreaOf(alert);
                var key = (OperatorAreas.Of(_zones, alert.Zone), end);
                _stale[key] = _stale.GetValueOrDefault(key) + 1;
            }
        }
    }
}
