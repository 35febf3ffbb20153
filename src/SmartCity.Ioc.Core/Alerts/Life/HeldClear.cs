namespace SmartCity.Ioc.Alerts.Life;

/// <summary>The end of a condition that comes and goes: told only when it has stayed away until <paramref name="DueNanos"/>.</summary>
/// <param name="EventTimeNanos">Event time of the reading that ended it.</param>
/// <param name="Times">How often it ended since the hold began.</param>
internal sealed record HeldClear(double? Value, long EventTimeNanos, long DueNanos, int Times);
