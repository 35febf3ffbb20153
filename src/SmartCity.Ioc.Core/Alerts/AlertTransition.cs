namespace SmartCity.Ioc.Alerts;

/// <summary>One change of one alert: what the log keeps, what the hub replays, what a timeline shows.</summary>
/// <param name="Sequence">1, 2, 3, … over all alerts of the server; the same after a replay, so storing one twice changes nothing.</param>
/// <param name="Alert">The alert after the change.</param>
/// <param name="Action"><c>raised</c>, <c>cleared</c>, <c>returned</c>, <c>acknowledged</c>, <c>assigned</c>, <c>commented</c>, <c>shelved</c>, <c>unshelved</c>, <c>closed</c>, …</param>
/// <param name="AtNanos">The pipeline's clock at the change.</param>
/// <param name="EventTimeNanos">Event time of the reading that caused it; equals <paramref name="AtNanos"/> for an operator's action.</param>
/// <param name="By">Who: an operator's name, or <c>system</c>.</param>
/// <param name="Note">Why, in the operator's words, or null.</param>
/// <param name="From">From where an operator acted: address and program; null for the system.</param>
public sealed record AlertTransition(
    long Sequence,
    Alert Alert,
    string Action,
    long AtNanos,
    long EventTimeNanos,
    string By,
    string? Note,
    string? From = null);
