namespace SmartCity.Ioc.Alerts.RuleSets;

/// <summary>Who changed the rules, when, from where and why.</summary>
/// <param name="AtNanos">The pipeline's clock; 0 for the rules with which the city began.</param>
public sealed record RuleRevision(int Revision, long AtNanos, string By, string? From, string? Note, IReadOnlyList<RuleChange> Changes);
