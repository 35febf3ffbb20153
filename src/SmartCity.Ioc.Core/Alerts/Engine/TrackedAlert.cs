namespace SmartCity.Ioc.Alerts.Engine;

/// <summary>An open alert with what its state follows from. ISA-18.2's state is derived, so no two facts can contradict each other.</summary>
internal sealed class TrackedAlert(Alert alert, bool present)
{
    public Alert Alert { get; private set; } = alert;

    /// <summary>Whether the condition is there.</summary>
    public bool Present { get; private set; } = present;

    /// <summary>Takes the change over and moves the alert to the state that follows from it.</summary>
    public Alert Apply(Alert changed, bool present, bool closedByHand = false)
    {
        Present = present;
        Alert = changed with { State = closedByHand ? AlertState.Closed : Derive(changed, present), Revision = Alert.Revision + 1 };
        return Alert;
    }

    private static AlertState Derive(Alert alert, bool present) => (alert.ShelvedUntilNanos, present, alert.AcknowledgedBy) switch
    {
        (not null, _, _) => AlertState.Shelved,
        (null, true, null) => AlertState.Active,
        (null, true, not null) => AlertState.Acknowledged,
        (null, false, null) => AlertState.Cleared,
        (null, false, not null) => AlertState.Closed,
    };
}
