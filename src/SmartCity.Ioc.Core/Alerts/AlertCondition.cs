namespace SmartCity.Ioc.Alerts;

/// <summary>
/// What a rule waits for: a tree of conditions. Each is true, false or, where nothing says either, unknown (Kleene's three values): unknown
/// raises nothing and clears nothing.
/// </summary>
public abstract record AlertCondition;

/// <summary>Which side of a limit raises.</summary>
public enum Comparison : byte
{
    AtOrAbove,
    Above,
    AtOrBelow,
    Below,
}

/// <summary>A metric past a limit, with a separate clear level and durations on event time.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Clear">Where it returns to normal: the value must be past it to the other side. Equal to <paramref name="Threshold"/> for no hysteresis.</param>
/// <param name="For">How long the condition must hold by event time before it raises; zero raises at once.</param>
/// <param name="ClearFor">How long it must be back to normal before it clears.</param>
public sealed record ThresholdCondition(
    string Metric,
    Comparison Comparison,
    double Threshold,
    double Clear,
    TimeSpan For,
    TimeSpan ClearFor) : AlertCondition
{
    /// <summary>How long one value says something: a longer silence is a gap, and beside other conditions the value is unknown then. Null for
    /// 1.5 of the kind's intervals; longer for a metric that comes more rarely than its device speaks.</summary>
    public TimeSpan? ValidFor { get; init; }
}

/// <summary>A device silent for longer than its kind allows, or that its last will called offline.</summary>
/// <param name="For">How long beyond the kind's <c>offline_after</c>.</param>
public sealed record OfflineCondition(TimeSpan For) : AlertCondition;
