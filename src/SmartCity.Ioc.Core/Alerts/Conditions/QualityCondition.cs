namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>The data check's word on a device. Offline is stale too.</summary>
public sealed record QualityCondition(QualityStates States) : AlertCondition;
