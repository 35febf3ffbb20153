namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>What a condition rests on.</summary>
/// <param name="Text">One sentence without an end, or null where the numbers say it all.</param>
internal readonly record struct RuleEvidence(string? Metric, double? Value, double? Threshold, string? Text);
