using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Alerts;

/// <summary>A rule of the city: when to raise, when to clear, what to tell the operator.</summary>
/// <param name="Severity">The severest that it can be.</param>
/// <param name="Kinds">Indexes of the kinds it watches.</param>
/// <param name="Zones">Indexes of the zones it watches, with all below them; empty for the whole city.</param>
/// <param name="Devices">Ids of the only devices it watches; empty for all.</param>
/// <param name="Condition">Of its first level.</param>
public sealed record AlertRule(
    string Id,
    int Version,
    LocalizedText Title,
    LocalizedText Action,
    string Owner,
    string Rationale,
    Severity Severity,
    Domain Domain,
    IReadOnlyList<int> Kinds,
    IReadOnlyList<int> Zones,
    IReadOnlyList<string> Devices,
    AlertCondition Condition)
{
    private readonly IReadOnlyList<RuleLevel>? _levels;

    /// <summary>From the mildest to the severest; at least one. They escalate and de-escalate one alert.</summary>
    public IReadOnlyList<RuleLevel> Levels
    {
        get => _levels ?? [new RuleLevel(Severity, Condition)];
        init => _levels = value;
    }

    public RuleScope Scope { get; init; }

    /// <summary>When it applies by event time; null for always.</summary>
    public EffectivePeriod? Effective { get; init; }

    /// <summary>Where its limits come from (a standard, a decision), or null.</summary>
    public string? Reference { get; init; }

    /// <summary>The rule as JSON without its version, in one spelling: two rules with the same text say the same.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>The watch lists that it names, as JSON; empty where it names none.</summary>
    public string Lists { get; init; } = string.Empty;
}
