using System.Diagnostics.CodeAnalysis;
using SmartCity.Ioc.Alerts.RuleSets;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>A valid rule set, or everything that is wrong with it.</summary>
/// <param name="Rules">The rules, or null when there is an error.</param>
public sealed record RuleSetParseResult(RuleSet? Rules, IReadOnlyList<CityError> Errors)
{
    [MemberNotNullWhen(true, nameof(Rules))]
    public bool IsValid => Rules is not null;
}
