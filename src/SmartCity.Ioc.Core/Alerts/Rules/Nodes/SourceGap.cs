namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>How often a source speaks, as all machines at it see it: one for all of them, and it follows what is learned or said later.</summary>
/// <param name="gapNanos">The longest silence that is none, or null for 1.5 intervals.</param>
internal sealed class SourceGap(long intervalNanos, long? gapNanos = null)
{
    /// <summary>Between two messages.</summary>
    public long IntervalNanos { get; set; } = intervalNanos;

    /// <summary>A longer silence is a gap: nothing is known in it.</summary>
    public long Nanos => gapNanos ?? IntervalNanos * 3 / 2;
}
