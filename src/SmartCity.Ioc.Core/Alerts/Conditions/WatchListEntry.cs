namespace SmartCity.Ioc.Alerts.Conditions;

/// <param name="UntilNanos">Not looked for from this event time on, or null for no end.</param>
/// <param name="Note">Why it is looked for, for the operator.</param>
public sealed record WatchListEntry(string Value, long? UntilNanos, string? Note);
