namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>True when all are true; false as soon as one is false, whatever the others are.</summary>
public sealed record AllCondition(IReadOnlyList<AlertCondition> Of) : AlertCondition;
