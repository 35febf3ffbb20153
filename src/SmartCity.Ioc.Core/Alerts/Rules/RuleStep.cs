namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>How a rule stood after one input, for whoever wants to know why.</summary>
/// <param name="Device">Whose message it was, or null.</param>
/// <param name="Level">The level that it was at then, or -1.</param>
internal readonly record struct RuleStep(RuleMachine Machine, int Device, long TimeNanos, int Level, string Text);
