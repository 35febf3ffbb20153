namespace SmartCity.Ioc.Alerts.Performance;

/// <summary>Where an alert was at one of its changes.</summary>
internal static class LoadFold
{
    /// <summary>On a line of its own: not put away, and not under another one's line.</summary>
    public static bool IsShown(Alert alert) =>
        IsListed(alert.State) && (alert.Incident is null || alert.Incident == alert.Id || alert.Severity == Severity.Critical);

    /// <summary>In the operator's list, on a line of its own or under another.</summary>
    public static bool IsListed(AlertState state) => state is AlertState.Active or AlertState.Acknowledged or AlertState.Cleared;
}
