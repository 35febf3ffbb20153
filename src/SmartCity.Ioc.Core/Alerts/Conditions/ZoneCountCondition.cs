namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>At least so many devices of a zone for which a condition is true. Its source is the zone.</summary>
/// <param name="AtLeast">Least number, or 0 where only the share counts.</param>
/// <param name="Share">Least share of the zone's devices that the rule watches, 0 to 1; 0 where only the number counts.</param>
public sealed record ZoneCountCondition(AlertCondition Of, int AtLeast, double Share) : AlertCondition;
