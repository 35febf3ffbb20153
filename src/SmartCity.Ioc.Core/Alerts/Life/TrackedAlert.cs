namespace SmartCity.Ioc.Alerts.Life;

/// <summary>An open alert with what its state follows from. Owned by the shard's thread.</summary>
internal sealed class TrackedAlert(Alert alert, AlertFacts facts)
{
    public Alert Alert { get; private set; } = alert;

    public AlertFacts Facts { get; private set; } = facts;

    /// <summary>Whether the condition is there.</summary>
    public bool Present => Facts.Present;

    public string Source => Alert.Device ?? Alert.Zone;

    /// <summary>A clear that waits until the source has been quiet for a while, or null.</summary>
    public HeldClear? Held { get; set; }

    /// <summary>The newest change, and the newest one by an operator: whom a late-comer has to be told of.</summary>
    public AlertChange? LastChange { get; private set; }

    public AlertChange? LastAct { get; private set; }

    /// <summary>The revision since which nothing changed that an operator decides on.</summary>
    public int DecisiveRevision { get; private set; } = alert.Revision;

    /// <summary>Takes a change over and moves the alert to the state that follows from it.</summary>
    public Alert Apply(Alert changed, AlertFacts facts, bool closedByHand = false)
    {
        Facts = facts;
        Alert = changed with { State = closedByHand ? AlertState.Closed : facts.StateOf(changed), Revision = Alert.Revision + 1 };
        return Alert;
    }

    /// <summary>Takes over a fact that changes neither the alert nor its state.</summary>
    public void Apply(AlertFacts facts) => Facts = facts;

    public void Remember(AlertChange change)
    {
        LastChange = change;
        if (change.Action is not (AlertActions.Grouped or AlertActions.Annotated or AlertActions.Damped))
        {
            DecisiveRevision = change.Revision;
        }

        if (change.By != AlertActions.System)
        {
            LastAct = change;
        }
    }

    /// <summary>Whether something changed since that an operator decides on.</summary>
    public bool HasMovedOn(int seen, bool exact) => seen > Alert.Revision || seen < (exact ? Alert.Revision : DecisiveRevision);

    public void Restore(AlertChange? lastChange, AlertChange? lastAct, int decisiveRevision) =>
        (LastChange, LastAct, DecisiveRevision) = (lastChange, lastAct, decisiveRevision);
}
