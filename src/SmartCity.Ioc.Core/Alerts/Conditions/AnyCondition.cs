namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>True as soon as one is true, whatever the others are; false when all are false.</summary>
public sealed record AnyCondition(IReadOnlyList<AlertCondition> Of) : AlertCondition;
