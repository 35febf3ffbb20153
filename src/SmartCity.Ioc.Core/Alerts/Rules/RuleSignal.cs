namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>What a rule says about a source.</summary>
public enum RuleSignalKind : byte
{
    /// <summary>The condition is there.</summary>
    Raise,

    /// <summary>Still there, at another severity.</summary>
    Level,

    /// <summary>It is gone, and readings say so.</summary>
    Clear,

    /// <summary>Something that came late belongs to the occurrence that is open; nothing changes.</summary>
    Annotate,
}

/// <summary>
/// The border between the rules, which know readings, and the alerts' life cycle, which knows operators. A rule says
/// <see cref="RuleSignalKind.Raise"/> and <see cref="RuleSignalKind.Clear"/> in turns for one source, with levels and remarks in between.
/// </summary>
/// <param name="Severity">Of the level that the rule is at.</param>
/// <param name="Metric">What <paramref name="Value"/> and <paramref name="Threshold"/> are of, or null.</param>
/// <param name="EventTimeNanos">Event time of the reading that decided, or the moment at which a duration of silence was over.</param>
/// <param name="Reason">Why, for a person, or null where value and threshold say it all.</param>
public readonly record struct RuleSignal(
    RuleSignalKind Kind, AlertRule Rule, RuleSource Source, Severity Severity, string? Metric, double? Value, double? Threshold,
    long EventTimeNanos, string? Reason);
