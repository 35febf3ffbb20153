namespace SmartCity.Ioc.Alerts.Life;

/// <summary>The words of a timeline for what the system does; those for operators' acts are in <see cref="AlertVerbs"/>.</summary>
internal static class AlertActions
{
    /// <summary>The name under which the system acts.</summary>
    public const string System = "system";

    public const string Raised = "raised";
    public const string Returned = "returned";
    public const string Cleared = "cleared";
    public const string Escalated = "escalated";
    public const string DeEscalated = "de-escalated";
    public const string Annotated = "annotated";
    public const string Unshelved = "unshelved";

    /// <summary>It comes and goes too often; from here on it clears only after a time of quiet.</summary>
    public const string Damped = "damped";

    /// <summary>It became part of an incident, or the first of one.</summary>
    public const string Grouped = "grouped";

    /// <summary>An alert upstream explains it.</summary>
    public const string Suppressed = "suppressed";

    /// <summary>What explained it is gone, and it is still there.</summary>
    public const string Unsuppressed = "unsuppressed";
}
