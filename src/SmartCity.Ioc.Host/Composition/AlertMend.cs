using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>What the alert store has to be told so that its open alerts are those of the engine.</summary>
internal static class AlertMend
{
    private const string System = "system";
    private const string Unknown = "nothing stands behind this alert any more: the input that raised it was lost";

    /// <param name="open">The engine's.</param>
    /// <param name="stored">Those that the store holds for open.</param>
    /// <param name="coming">Transitions that the store gets before the answer; what they tell needs no telling here.</param>
    /// <param name="lastSequence">The answer is numbered from the next one on.</param>
    public static IReadOnlyList<AlertTransition> Of(
        IReadOnlyCollection<Alert> open, IReadOnlyCollection<Alert> stored, IReadOnlyList<AlertTransition> coming, long lastSequence, long clockNanos)
    {
        var told = coming.Select(transition => transition.Alert.Id).ToHashSet(StringComparer.Ordinal);
        var revisions = stored.ToDictionary(alert => alert.Id, alert => alert.Revision, StringComparer.Ordinal);
        var standing = open.Select(alert => alert.Id).ToHashSet(StringComparer.Ordinal);
        var mends = new List<AlertTransition>();
        foreach (var alert in open)
        {
            if (!told.Contains(alert.Id) && revisions.GetValueOrDefault(alert.Id) != alert.Revision)
            {
                mends.Add(new AlertTransition(++lastSequence, alert, "restored", clockNanos, alert.EventTimeNanos, System, null));
            }
        }

        foreach (var alert in stored)
        {
            if (!told.Contains(alert.Id) && !standing.Contains(alert.Id))
            {
                var closed = alert with { State = AlertState.Closed, Revision = alert.Revision + 1 };
                mends.Add(new AlertTransition(++lastSequence, closed, "closed", clockNanos, clockNanos, System, Unknown));
            }
        }

        return mends;
    }
}
