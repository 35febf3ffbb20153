using SmartCity.Ioc.Alerts.RuleSets;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>What a new rule set changed.</summary>
internal sealed record RulesChangeAnswer(
    int Revision, IReadOnlyList<RuleChangeAnswer> Changes, int Unchanged, bool DryRun)
{
    public static IReadOnlyList<RuleChangeAnswer> Of(IEnumerable<RuleChange> changes) =>
        [.. changes.Select(change => new RuleChangeAnswer(change.Id, change.Kind, change.Version))];
}

/// <param name="Change"><c>added</c>, <c>changed</c> or <c>removed</c>.</param>
internal sealed record RuleChangeAnswer(string Id, string Change, int Version);
