namespace SmartCity.Ioc.Alerts.Incidents;

/// <summary>What a new alert belongs to.</summary>
/// <param name="Incident">Id of the incident, which is the id of the alert that leads it; null for an alert on its own.</param>
/// <param name="SuppressedBy">Id of the alert upstream that explains it and puts it away, or null.</param>
/// <param name="Note">Why, for its timeline.</param>
internal readonly record struct Membership(string? Incident, string? SuppressedBy, string? Note);
