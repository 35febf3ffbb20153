namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>One time that a condition was there.</summary>
/// <param name="Id">Of the alert, had it been a new one; live it may have been one that returned.</param>
/// <param name="Worst">The severest level that it reached.</param>
/// <param name="ToNanos">When it was gone, or null where it lasted to the end.</param>
/// <param name="Note">Why it was raised.</param>
public sealed record Occurrence(
    string Id, string Rule, string Zone, string? Device, Severity Worst, double? Value, double? Threshold, long FromNanos, long? ToNanos,
    string? Note)
{
    public string Source => Device ?? Zone;
}
