namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>Estimates since the start.</summary>
/// <param name="Evaluations">How often the rule was evaluated, over all of its sources.</param>
/// <param name="Seconds">Time that it took.</param>
public readonly record struct RuleCost(long Evaluations, double Seconds);
