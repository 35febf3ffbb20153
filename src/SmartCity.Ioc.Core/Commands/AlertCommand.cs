namespace SmartCity.Ioc.Commands;

/// <summary>What an operator does to an alert.</summary>
public enum AlertVerb : byte
{
    Acknowledge,
    Assign,
    Comment,
    Shelve,
    Unshelve,
    Close,

    /// <summary>The source is being worked on: nothing of it counts until it is returned to service.</summary>
    OutOfService,
    ReturnToService,
}

/// <summary>
/// An operator's act on an alert. It goes through the journal like a reading does, so that a replay repeats it at the same place.
/// </summary>
/// <param name="CommandId">Made by the one who sends it; the answer carries it.</param>
/// <param name="Alert">The alert's id.</param>
/// <param name="Revision">The revision that the operator saw, or null to act on whatever stands. What the system adds without changing what
/// the operator decides on (its place in an incident, a remark) is no conflict.</param>
/// <param name="By">Who.</param>
/// <param name="From">From where: an address or a screen's id, or null.</param>
/// <param name="Note">Why, in the operator's words.</param>
/// <param name="Assignee">For <see cref="AlertVerb.Assign"/>.</param>
/// <param name="UntilNanos">For <see cref="AlertVerb.Shelve"/>: when it ends by itself.</param>
public sealed record AlertCommand(
    string CommandId, AlertVerb Verb, string Alert, int? Revision, string By, string? From, string? Note, string? Assignee, long? UntilNanos)
{
    /// <summary>Not an act on an alert but on the rules: the text of the set that replaces them, as <c>PUT /api/v1/rules</c> takes it.
    /// <see cref="Revision"/> is then the rules' that was seen, and the verb says nothing.</summary>
    public string? RuleSet { get; init; }

    /// <summary>Not an act on an alert but the server's word on itself; the verb says nothing.</summary>
    public ServerReport? Server { get; init; }

    /// <summary>Not an act on an alert but on the registry: the list of <see cref="Registry.DeviceChange"/> as JSON. <see cref="Revision"/> is then the
    /// registry's that was seen, and the verb says nothing.</summary>
    public string? Devices { get; init; }

    /// <summary>The revision must be the alert's to the letter: <c>If-Match</c>.</summary>
    public bool Exact { get; init; }
}

/// <summary>What became of a command.</summary>
public enum CommandOutcome : byte
{
    Done,
    NotFound,

    /// <summary>The alert has moved on since the revision that the operator saw.</summary>
    Conflict,

    /// <summary>The verb does not apply to the alert's state.</summary>
    NotAllowed,
}

/// <param name="Alert">The alert as it stands now, where it exists.</param>
/// <param name="Message">Why not, for a person; null when done.</param>
/// <param name="First">For <see cref="CommandOutcome.Conflict"/>: the newest change by an operator since the revision that was seen, or else
/// by the system.</param>
public sealed record CommandResult(
    string CommandId, CommandOutcome Outcome, Alerts.Alert? Alert, string? Message, Alerts.AlertChange? First = null);
