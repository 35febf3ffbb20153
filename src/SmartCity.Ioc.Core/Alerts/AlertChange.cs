namespace SmartCity.Ioc.Alerts;

/// <summary>Who changed an alert last, for somebody who comes second.</summary>
/// <param name="Revision">The alert's after the change.</param>
public sealed record AlertChange(string Action, string By, long AtNanos, int Revision);
