namespace SmartCity.Ioc.Alerts.Incidents;

/// <summary>An alert that explains others below its device.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Lead">Id of the incident that it belongs to, its own where it leads.</param>
internal readonly record struct Cause(string Id, string Lead, string Rule, string Source, long EventTimeNanos)
{
    public static Cause Of(Alert alert) =>
        new(alert.Id, alert.Incident ?? alert.Id, alert.Rule, alert.Device ?? alert.Zone, alert.EventTimeNanos);
}
