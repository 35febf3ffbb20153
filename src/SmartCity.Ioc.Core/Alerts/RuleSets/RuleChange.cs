namespace SmartCity.Ioc.Alerts.RuleSets;

/// <summary>What became of one rule in a revision.</summary>
/// <param name="Kind"><c>added</c>, <c>changed</c> or <c>removed</c>.</param>
/// <param name="Version">The rule's version from then on; of a removed one the last.</param>
/// <param name="Text">The rule as JSON, without its version; empty for a removed one.</param>
public sealed record RuleChange(string Id, string Kind, int Version, string Text);
