using SmartCity.Ioc.Commands;

namespace SmartCity.Ioc.Alerts.Engine;

/// <summary>What each of the operators' verbs demands and does.</summary>
internal static class AlertVerbs
{
    /// <summary>Longest shelf. Longer than a day an alert is not shelved but out of service.</summary>
    private const long LongestShelfNanos = 24L * 3600 * 1_000_000_000;

    /// <summary>Why the verb does not apply now, for a person; null when it does.</summary>
    public static string? Refusal(AlertCommand command, Alert alert, long clockNanos) => command.Verb switch
    {
        AlertVerb.Acknowledge when alert.AcknowledgedBy is not null => $"Already acknowledged by {alert.AcknowledgedBy}.",
        AlertVerb.Assign when string.IsNullOrWhiteSpace(command.Assignee) => "Say to whom: 'assignee' is empty.",
        AlertVerb.Comment when string.IsNullOrWhiteSpace(command.Note) => "A comment needs a text in 'note'.",
        AlertVerb.Shelve when command.UntilNanos is not { } until || until <= clockNanos => "A shelf needs an end in the future ('until').",
        AlertVerb.Shelve when command.UntilNanos - clockNanos > LongestShelfNanos => "A shelf lasts 24 hours at most.",
        AlertVerb.Shelve when string.IsNullOrWhiteSpace(command.Note) => "A shelf needs its reason in 'note'.",
        AlertVerb.Unshelve when alert.ShelvedUntilNanos is null => "It is not shelved.",
        _ => null,
    };

    public static (Alert Changed, string Action) Apply(AlertCommand command, Alert alert) => command.Verb switch
    {
        AlertVerb.Acknowledge => (alert with { AcknowledgedBy = command.By }, "acknowledged"),
        AlertVerb.Assign => (alert with { Assignee = command.Assignee }, "assigned"),
        AlertVerb.Comment => (alert, "commented"),
        AlertVerb.Shelve => (alert with { ShelvedUntilNanos = command.UntilNanos }, "shelved"),
        AlertVerb.Unshelve => (alert with { ShelvedUntilNanos = null }, "unshelved"),
        AlertVerb.Close => (alert with { ShelvedUntilNanos = null }, "closed"),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.Verb, "There is no such verb."),
    };
}
