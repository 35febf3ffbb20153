using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.RuleSets;

/// <summary>All rules that are in force together, with the lists that they look things up in.</summary>
public sealed record RuleSet(IReadOnlyList<AlertRule> Rules, IReadOnlyList<WatchList> WatchLists)
{
    public static RuleSet Empty { get; } = new([], []);
}
