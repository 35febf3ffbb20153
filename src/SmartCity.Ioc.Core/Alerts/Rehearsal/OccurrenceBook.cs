using SmartCity.Ioc.Alerts.Life;
using SmartCity.Ioc.Alerts.Rules;

namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>Turns what rules say into occurrences. What operators would be spared (damping, shelves) is not taken off.</summary>
internal sealed class OccurrenceBook
{
    private readonly Dictionary<(string Rule, string Source), int> _open = [];
    private readonly List<Occurrence> _all = [];

    public IReadOnlyList<Occurrence> All => _all;

    public void Add(RuleSignal signal)
    {
        var (rule, source) = (signal.Rule.Id, signal.Source);
        var key = (rule, source.Key);
        switch (signal.Kind)
        {
            case RuleSignalKind.Raise:
                _open[key] = _all.Count;
                _all.Add(new Occurrence(
                    AlertId.Create(rule, source.Key, signal.EventTimeNanos), rule, source.Zone, source.Device, signal.Severity, signal.Value,
                    signal.Threshold, signal.EventTimeNanos, null, signal.Reason));
                break;
            case RuleSignalKind.Level when _open.TryGetValue(key, out var at) && signal.Severity > _all[at].Worst:
                _all[at] = _all[at] with { Worst = signal.Severity };
                break;
            case RuleSignalKind.Clear when _open.Remove(key, out var at):
                _all[at] = _all[at] with { ToNanos = signal.EventTimeNanos };
                break;
            default:
                break;
        }
    }
}
