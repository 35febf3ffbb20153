namespace SmartCity.Ioc.Alerts.Life;

/// <summary>
/// What an alert's state follows from, beside its shelf and its acknowledgement, which the alert itself shows. The state is derived, so no two
/// facts can contradict each other.
/// </summary>
/// <param name="Present">The condition is there.</param>
/// <param name="SuppressedBy">Id of the alert upstream that explains it, or null.</param>
/// <param name="IsOutOfService">The source is being worked on.</param>
internal readonly record struct AlertFacts(bool Present, string? SuppressedBy = null, bool IsOutOfService = false)
{
    /// <summary>
    /// ISA-18.2's state. What an operator put away (out of service, shelved) goes before what the design put away (suppressed), and that
    /// before the condition. An alert that ended while nobody was shown it needs no acknowledgement: it closes.
    /// </summary>
    /// <param name="changed">The alert with the change, its state still the one before.</param>
    public AlertState StateOf(Alert changed) => this switch
    {
        { IsOutOfService: true } => AlertState.OutOfService,
        _ when changed.ShelvedUntilNanos is not null => AlertState.Shelved,
        { Present: false } when changed.AcknowledgedBy is not null || IsPutAway(changed.State) => AlertState.Closed,
        { Present: false } => AlertState.Cleared,
        { SuppressedBy: not null } => AlertState.Suppressed,
        _ => changed.AcknowledgedBy is null ? AlertState.Active : AlertState.Acknowledged,
    };

    private static bool IsPutAway(AlertState before) => before is AlertState.Shelved or AlertState.Suppressed or AlertState.OutOfService;
}
