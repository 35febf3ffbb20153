namespace SmartCity.Ioc.Alerts.Incidents;

/// <summary>What an operator has to look at: the open alerts as lines, the gravest first, and where all the others are.</summary>
public sealed record AlertList(IReadOnlyList<AlertLine> Lines, LoadLedger Ledger)
{
    /// <param name="open">Open alerts; closed ones are passed over.</param>
    public static AlertList Of(IEnumerable<Alert> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        var alerts = open.Where(alert => alert.IsOpen).ToArray();
        var byIncident = alerts.Where(alert => alert.Incident is not null).ToLookup(alert => alert.Incident!, StringComparer.Ordinal);
        var lines = new List<AlertLine>();
        var grouped = 0;
        foreach (var alert in alerts.Where(alert => IsListed(alert) && (alert.Incident is null || alert.Severity == Severity.Critical)))
        {
            lines.Add(new AlertLine(alert, alert.Severity, 0, alert.Id == alert.Incident ? byIncident[alert.Id].Count(IsPutAway) : 0));
        }

        foreach (var incident in byIncident)
        {
            var folded = incident.Where(alert => IsListed(alert) && alert.Severity != Severity.Critical).ToArray();
            if (folded.Length > 0)
            {
                var head = Array.Find(folded, alert => alert.Id == incident.Key)
                    ?? folded.OrderBy(alert => alert.RaisedAtNanos).ThenBy(alert => alert.Id, StringComparer.Ordinal).First();
                lines.Add(new AlertLine(head, folded.Max(alert => alert.Severity), folded.Length - 1, incident.Count(IsPutAway)));
                grouped += folded.Length - 1;
            }
        }

        lines.Sort(Compare);
        return new AlertList(
            lines,
            new LoadLedger(
                alerts.Length, lines.Count, grouped, alerts.Count(alert => alert.State == AlertState.Shelved),
                alerts.Count(alert => alert.State == AlertState.Suppressed), alerts.Count(alert => alert.State == AlertState.OutOfService)));
    }

    private static bool IsListed(Alert alert) => alert.State is AlertState.Active or AlertState.Acknowledged or AlertState.Cleared;

    private static bool IsPutAway(Alert alert) => !IsListed(alert);

    // What nobody has acknowledged goes before what somebody has, then the newest.
    private static int Compare(AlertLine one, AlertLine other)
    {
        var order = other.Severity.CompareTo(one.Severity);
        order = order != 0 ? order : (one.Head.AcknowledgedBy is null ? 0 : 1).CompareTo(other.Head.AcknowledgedBy is null ? 0 : 1);
        order = order != 0 ? order : other.Head.RaisedAtNanos.CompareTo(one.Head.RaisedAtNanos);
        return order != 0 ? order : string.CompareOrdinal(one.Head.Id, other.Head.Id);
    }
}
