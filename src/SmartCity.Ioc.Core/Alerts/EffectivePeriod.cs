namespace SmartCity.Ioc.Alerts;

/// <summary>When a rule is in force, by event time: a standard that changes on a date is two rules that take over from each other.</summary>
/// <param name="FromNanos">Included; <see cref="long.MinValue"/> for always.</param>
/// <param name="ToNanos">Excluded; <see cref="long.MaxValue"/> for no end.</param>
public sealed record EffectivePeriod(long FromNanos, long ToNanos)
{
    public bool Holds(long timeNanos) => timeNanos >= FromNanos && timeNanos < ToNanos;
}
