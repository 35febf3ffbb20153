using SmartCity.Ioc.Commands;

namespace SmartCity.Ioc.Alerts.Life;

/// <summary>
/// What each of the operators' verbs demands and does. Acknowledging and closing are for alerts that one is shown; what was put away is first
/// taken back, so that nobody ends by a click in a list what somebody else put away for a reason.
/// </summary>
internal static class AlertVerbs
{
    /// <summary>Longest shelf. Longer than a day an alert is not shelved but out of service.</summary>
    private const long LongestShelfNanos = 24L * 3600 * 1_000_000_000;

    /// <summary>Why the verb does not apply now, for a person; null when it does.</summary>
    public static string? Refusal(AlertCommand command, Alert alert, long clockNanos) => command.Verb switch
    {
        AlertVerb.Acknowledge when alert.AcknowledgedBy is not null => $"Already acknowledged by {alert.AcknowledgedBy}.",
        AlertVerb.Acknowledge or AlertVerb.Close when alert.State == AlertState.Shelved =>
            $"It is shelved until {TimeText(alert.ShelvedUntilNanos!.Value)}: unshelve it first.",
        AlertVerb.Acknowledge or AlertVerb.Close or AlertVerb.Shelve when alert.State == AlertState.OutOfService =>
            "It is out of service: return it to service first.",
        AlertVerb.Assign when string.IsNullOrWhiteSpace(command.Assignee) => "Say to whom: 'assignee' is empty.",
        AlertVerb.Comment when string.IsNullOrWhiteSpace(command.Note) => "A comment needs a text in 'note'.",
        AlertVerb.Shelve when command.UntilNanos is not { } until || until <= clockNanos => "A shelf needs an end in the future ('until').",
        AlertVerb.Shelve when command.UntilNanos - clockNanos > LongestShelfNanos =>
            "A shelf lasts 24 hours at most. What takes longer is put out of service.",
        AlertVerb.Shelve when string.IsNullOrWhiteSpace(command.Note) => "A shelf needs its reason in 'note'.",
        AlertVerb.Unshelve when alert.ShelvedUntilNanos is null => "It is not shelved.",
        AlertVerb.OutOfService when alert.State == AlertState.OutOfService => "It is out of service already.",
        AlertVerb.OutOfService when string.IsNullOrWhiteSpace(command.Note) => "Out of service needs its reason in 'note'.",
        AlertVerb.ReturnToService when alert.State != AlertState.OutOfService => "It is not out of service.",
        _ => null,
    };

    public static (Alert Changed, AlertFacts Facts, string Action) Apply(AlertCommand command, Alert alert, AlertFacts facts) => command.Verb switch
    {
        AlertVerb.Acknowledge => (alert with { AcknowledgedBy = command.By }, facts, "acknowledged"),
        AlertVerb.Assign => (alert with { Assignee = command.Assignee }, facts, "assigned"),
        AlertVerb.Comment => (alert, facts, "commented"),
        AlertVerb.Shelve => (alert with { ShelvedUntilNanos = command.UntilNanos }, facts, "shelved"),
        AlertVerb.Unshelve => (alert with { ShelvedUntilNanos = null }, facts, AlertActions.Unshelved),
        AlertVerb.Close => (alert, facts, "closed"),

        // Whoever works at the source decides when it counts again; a shelf that runs on meanwhile would only say it a second time.
        AlertVerb.OutOfService => (alert with { ShelvedUntilNanos = null }, facts with { IsOutOfService = true }, "out-of-service"),
        AlertVerb.ReturnToService => (alert, facts with { IsOutOfService = false }, "returned-to-service"),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.Verb, "There is no such verb."),
    };

    /// <summary>What somebody who comes second has to know: who was first, with what, and when.</summary>
    public static string Conflict(TrackedAlert tracked, int seen)
    {
        var alert = tracked.Alert;
        if (seen > alert.Revision)
        {
            return $"The alert is at revision {alert.Revision}; there is no revision {seen} yet.";
        }

        var last = tracked.LastChange;
        var act = tracked.LastAct is { } one && one.Revision > seen && one != last ? $"; before that {Say(one)}" : "";
        return last is null
            ? $"The alert is at revision {alert.Revision}, not {seen}: it has changed meanwhile."
            : $"You saw revision {seen}; meanwhile {Say(last)}{act}. The alert is at revision {alert.Revision} now.";
    }

    private static string Say(AlertChange change) => $"{change.By}: {change.Action} at {TimeText(change.AtNanos)}";

    private static string TimeText(long nanos) =>
        DateTimeOffset.UnixEpoch.AddTicks(nanos / 100).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
