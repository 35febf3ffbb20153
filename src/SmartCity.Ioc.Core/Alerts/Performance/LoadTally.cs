using SmartCity.Ioc.Alerts.Incidents;
using SmartCity.Ioc.Alerts.Life;
using SmartCity.Ioc.Alerts.Load;

namespace SmartCity.Ioc.Alerts.Performance;

/// <summary>Counts one area over one stretch of time, from its transitions in their order.</summary>
internal sealed class LoadTally(long fromNanos, long toNanos)
{
    private const double HourNanos = 3600e9;
    private const int Top = 10;

    private readonly Dictionary<string, int> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Rule, string Source), (string Sort, int Times)> _damped = [];
    private readonly Queue<long> _recent = new();
    private readonly int[] _bySeverity = new int[4];
    private int _raised;
    private int _shown;
    private int _shelved;
    private int _suppressed;
    private int _announced;
    private int _peak;

    public long FromNanos => fromNanos;

    public long ToNanos => toNanos;

    public void Add(AlertTransition transition)
    {
        var alert = transition.Alert;
        if (transition.Action == AlertActions.Damped)
        {
            var key = (alert.Rule, alert.Device ?? alert.Zone);
            var sort = transition.Note?.Split(':')[0] ?? string.Empty;
            _damped[key] = (sort, _damped.GetValueOrDefault(key).Times + 1);
            return;
        }

        var isShown = LoadFold.IsShown(alert);
        if (transition.Action == AlertActions.Raised)
        {
            _raised++;
            _shelved += alert.State is AlertState.Shelved or AlertState.OutOfService ? 1 : 0;
            _suppressed += alert.State == AlertState.Suppressed ? 1 : 0;
            _shown += isShown ? 1 : 0;
        }
        else if (transition.Action != AlertActions.Returned)
        {
            return;
        }

        if (isShown)
        {
            Announce(alert, transition.AtNanos);
        }
    }

    public LoadFigures End(IReadOnlyList<(long From, long To)> floods, int stale)
    {
        var overlaps = floods.Select(flood => Math.Min(flood.To, toNanos) - Math.Max(flood.From, fromNanos)).Where(nanos => nanos > 0).ToArray();
        return new LoadFigures(
            fromNanos, toNanos,
            new LoadLedger(_raised, _shown, _raised - _shown - _shelved - _suppressed, _shelved, _suppressed, 0),
            _announced, _announced / Math.Max((toNanos - fromNanos) / HourNanos, double.Epsilon), _peak,
            overlaps.Sum() / (double)Math.Max(1, toNanos - fromNanos), overlaps.Length, stale,
            [
                .. _damped.OrderByDescending(one => one.Value.Times).ThenBy(one => one.Key.Rule, StringComparer.Ordinal)
                    .ThenBy(one => one.Key.Source, StringComparer.Ordinal)
                    .Select(one => new ChatteringSource(one.Key.Rule, one.Key.Source, one.Value.Sort, one.Value.Times)),
            ],
            [
                .. _rules.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Take(Top)
                    .Select(one => new RuleShare(one.Key, one.Value, one.Value / (double)_announced)),
            ],
            new PriorityMix(
                Share(_bySeverity[(int)Severity.Critical]), Share(_bySeverity[(int)Severity.Major]),
                Share(_bySeverity[(int)Severity.Minor] + _bySeverity[(int)Severity.Info])));
    }

    private void Announce(Alert alert, long atNanos)
    {
        _announced++;
        _bySeverity[(int)alert.Severity]++;
        _rules[alert.Rule] = _rules.GetValueOrDefault(alert.Rule) + 1;
        _recent.Enqueue(atNanos);
        while (_recent.Peek() <= atNanos - FloodMeter.SpanNanos)
        {
            _recent.Dequeue();
        }

        _peak = Math.Max(_peak, _recent.Count);
    }

    private double Share(int count) => _announced == 0 ? 0 : count / (double)_announced;
}
