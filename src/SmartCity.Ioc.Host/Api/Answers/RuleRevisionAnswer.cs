using SmartCity.Ioc.Alerts.RuleSets;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>Who changed the rules, when, from where and why.</summary>
internal sealed record RuleRevisionAnswer(
    int Revision, DateTimeOffset? At, string By, string? From, string? Note, IReadOnlyList<RuleChangeAnswer> Changes)
{
    public static RuleRevisionAnswer Of(RuleRevision revision) => new(
        revision.Revision, revision.AtNanos == 0 ? null : ApiTime.FromNanos(revision.AtNanos), revision.By, revision.From, revision.Note,
        RulesChangeAnswer.Of(revision.Changes));
}
