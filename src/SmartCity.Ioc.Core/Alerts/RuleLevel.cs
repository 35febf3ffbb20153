namespace SmartCity.Ioc.Alerts;

/// <summary>One step of a rule that escalates: from here on the alert is that severe.</summary>
public sealed record RuleLevel(Severity Severity, AlertCondition Condition);
