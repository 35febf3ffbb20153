using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.Evidence;

/// <summary>A device or a zone with all below it, and a span of time, whose history stays whatever retention says.</summary>
/// <param name="UntilNanos">When the hold ends by itself.</param>
/// <param name="ReleasedNanos">When it was ended before, or null.</param>
public sealed record EvidenceHold(
    string Id, AggregateScope Scope, string Owner, long FromNanos, long ToNanos, long UntilNanos, string Reason, string CreatedBy, long CreatedNanos,
    long? ReleasedNanos)
{
    public bool IsActive(long nowNanos) => ReleasedNanos is null && nowNanos < UntilNanos;
}
