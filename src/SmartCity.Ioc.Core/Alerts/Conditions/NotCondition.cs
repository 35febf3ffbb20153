namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>The opposite; of unknown, unknown.</summary>
public sealed record NotCondition(AlertCondition Of) : AlertCondition;
