namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>A condition that must hold for a while, and be gone for a while ("clear when not seen for 10 min"). What is unknown meanwhile
/// does not count towards either.</summary>
public sealed record HeldCondition(AlertCondition Of, TimeSpan For, TimeSpan ClearFor) : AlertCondition;
