namespace SmartCity.Ioc.Alerts.Life;

/// <summary>The open alerts and the one place where a change of an alert becomes a transition with the next number.</summary>
internal sealed class AlertBook
{
    public OpenAlerts Open { get; } = new();

    /// <summary>Sequence of the last transition made; 0 before the first.</summary>
    public long LastSequence { get; set; }

    /// <summary>Opens an alert.</summary>
    public void Add(TrackedAlert tracked, string? note, List<AlertTransition> output)
    {
        Open.Add(tracked);
        Write(tracked, AlertActions.Raised, tracked.Alert.RaisedAtNanos, tracked.Alert.EventTimeNanos, AlertActions.System, note, null, output);
    }

    /// <summary>A change that the system makes.</summary>
    public void Change(
        TrackedAlert tracked, Alert changed, AlertFacts facts, string action, long clockNanos, long eventTimeNanos, string? note,
        List<AlertTransition> output)
    {
        tracked.Apply(changed, facts);
        Write(tracked, action, clockNanos, eventTimeNanos, AlertActions.System, note, null, output);
    }

    /// <summary>A change that an operator makes.</summary>
    public void Act(
        TrackedAlert tracked, Alert changed, AlertFacts facts, bool closes, string action, long clockNanos, Commands.AlertCommand command,
        List<AlertTransition> output)
    {
        tracked.Apply(changed, facts, closes);
        Write(tracked, action, clockNanos, clockNanos, command.By, command.Note, command.From, output);
    }

    private void Write(
        TrackedAlert tracked, string action, long atNanos, long eventTimeNanos, string by, string? note, string? from,
        List<AlertTransition> output)
    {
        var alert = tracked.Alert;
        tracked.Remember(new AlertChange(action, by, atNanos, alert.Revision));
        Open.Changed(alert);
        output.Add(new AlertTransition(++LastSequence, alert, action, atNanos, eventTimeNanos, by, note, from));
    }
}
