namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>Why an alert was raised.</summary>
/// <param name="Rule">The rule as it was then, or null where nobody knows any more.</param>
/// <param name="IsReproduced">Whether running the rule again over the stored readings gave the same id.</param>
/// <param name="ReplayedId">The id that it gave for that source nearest to that time, or null.</param>
/// <param name="Problem">What stands in the way of running it again, or null.</param>
/// <param name="Readings">The newest that went into it, oldest first.</param>
/// <param name="Steps">How the rule stood after each of them, where that changed; the last one raised.</param>
public sealed record AlertExplanation(
    AlertRule? Rule, bool IsReproduced, string? ReplayedId, string? Problem, IReadOnlyList<ExplainedReading> Readings,
    IReadOnlyList<ExplainedStep> Steps)
{
    /// <summary>The last thing that kept the rule from raising earlier, or null.</summary>
    public ExplainedStep? WhyNotEarlier => Steps.LastOrDefault(step => !step.IsRaised);

    internal static AlertExplanation Nothing(AlertRule? rule, string problem) => new(rule, false, null, problem, [], []);
}

/// <summary>A reading that a rule looked at.</summary>
public sealed record ExplainedReading(string Device, string Metric, long TimeNanos, double Value);

/// <summary>How a rule stood after a moment.</summary>
/// <param name="Device">Whose message it was, or null for a moment that the rule waited for.</param>
public sealed record ExplainedStep(long TimeNanos, string? Device, bool IsRaised, string Text);
