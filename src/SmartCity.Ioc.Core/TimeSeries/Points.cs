using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.TimeSeries;

/// <summary>One stored reading.</summary>
public readonly record struct ReadingPoint(long TimeNanos, double Value)
{
    /// <summary>The device said no time: its message's arrival stands in (CONTRACT section 3).</summary>
    public bool TimeAssumed { get; init; }
}

/// <summary>What a device measured at one time.</summary>
public readonly record struct DeviceReadings(long TimeNanos, IReadOnlyList<KeyValuePair<string, double>> Values)
{
    /// <inheritdoc cref="ReadingPoint.TimeAssumed"/>
    public bool TimeAssumed { get; init; }
}

/// <summary>One stored window.</summary>
/// <param name="P95">NaN where the metric keeps no percentiles; so are P50 and P99.</param>
public readonly record struct WindowPoint(
    long StartNanos, int Revision, long Count, double Sum, double Min, double Max, double First, double Last,
    double StandardDeviation, double P50, double P95, double P99, double Coverage)
{
    public double Mean => Count == 0 ? double.NaN : Sum / Count;
}

/// <summary>One message's readings on their way into the store.</summary>
public sealed record ReadingsPoint(string Zone, string Kind, string Device, long TimeNanos, IReadOnlyList<KeyValuePair<string, double>> Values)
{
    /// <summary>From a message beyond the correction horizon, which the ledger counts as late and not as accepted.</summary>
    public bool IsLate { get; init; }

    /// <inheritdoc cref="ReadingPoint.TimeAssumed"/>
    public bool TimeAssumed { get; init; }
}

/// <summary>One window on its way into the store.</summary>
public sealed record AggregatePoint(
    AggregateScope Scope, string Zone, string Kind, string? Device, string Metric, long LengthNanos, WindowPoint Window);

/// <summary>One alert's change on its way into the store.</summary>
public sealed record AlertPoint(string Zone, string Rule, string Severity, string? Device, string Id, string State, double? Value, long TimeNanos);

/// <summary>What one write carries.</summary>
public sealed record PointBatch(
    IReadOnlyList<ReadingsPoint> Readings, IReadOnlyList<AggregatePoint> Aggregates, IReadOnlyList<AlertPoint> Alerts);

/// <param name="Rejected">Points that the store refuses for good, each with its reason.</param>
public sealed record WriteResult(int Written, IReadOnlyList<RejectedPoint> Rejected);

public sealed record RejectedPoint(string Series, long TimeNanos, string Reason)
{
    /// <summary>Readings of an accepted message that go with it; 0 for windows, alerts and late messages.</summary>
    public int AcceptedReadings { get; init; }
}
