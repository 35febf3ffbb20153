namespace SmartCity.Ioc.Alerts.RuleSets;

/// <summary>The rules in force and how they came to be. Immutable.</summary>
/// <param name="Revision">1 for what the city's files say, one more with each change.</param>
/// <param name="History">Oldest first; at most <see cref="RuleBook.MostRevisions"/>.</param>
public sealed record RuleBookPage(int Revision, RuleSet Rules, IReadOnlyList<RuleRevision> History);
