namespace SmartCity.Ioc.Aggregates;

/// <summary>What a window's numbers belong to.</summary>
public enum AggregateScope : byte
{
    Device,
    Zone,
}

/// <summary>Where a window's numbers stand in their life.</summary>
public enum AggregateStage : byte
{
    /// <summary>The window is still open: for walls only, never stored.</summary>
    Provisional,

    /// <summary>The window closed: its end plus the allowed lateness has passed. Revision 0.</summary>
    Final,

    /// <summary>A late reading changed a closed window: written over the old point. Revision 1 and up.</summary>
    Correction,
}

/// <summary>One metric of one device, or of one kind in one zone, over one event-time window.</summary>
/// <param name="Owner">Index of the device or of the zone.</param>
/// <param name="Kind">Index of the kind.</param>
/// <param name="StartNanos">The window's start, event time, nanoseconds since the Unix epoch.</param>
/// <param name="LengthNanos">The window's length.</param>
/// <param name="Count">Readings in it.</param>
/// <param name="StandardDeviation">Of the population in the window; 0 for one reading.</param>
/// <param name="P50">Percentiles from the sketch; NaN where the metric keeps none.</param>
/// <param name="Coverage">Readings received over readings expected, 0 to 1.</param>
public readonly record struct WindowAggregate(
    AggregateScope Scope,
    AggregateStage Stage,
    int Owner,
    int Kind,
    int Metric,
    long StartNanos,
    long LengthNanos,
    int Revision,
    long Count,
    double Sum,
    double Mean,
    double Min,
    double Max,
    double First,
    double Last,
    double StandardDeviation,
    double P50,
    double P95,
    double P99,
    double Coverage);
