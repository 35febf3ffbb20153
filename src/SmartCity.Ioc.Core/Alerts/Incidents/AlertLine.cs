namespace SmartCity.Ioc.Alerts.Incidents;

/// <summary>One line of an operator's list: an alert on its own, or an incident with the alert that leads it on top.</summary>
/// <param name="Head">What the line says.</param>
/// <param name="Severity">The worst of those that stand behind the line.</param>
/// <param name="Folded">How many more are in the list under this line.</param>
/// <param name="PutAway">How many of the incident are suppressed or shelved or out of service.</param>
public sealed record AlertLine(Alert Head, Severity Severity, int Folded, int PutAway);
