using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>Whose history is asked for.</summary>
/// <param name="Owner">The device's or the zone's id.</param>
/// <param name="ExpectedNanos">How often the device should speak; 0 where nobody knows.</param>
public sealed record HistorySeries(AggregateScope Scope, string Owner, string Kind, string Metric, long ExpectedNanos)
{
    /// <summary>It is worked out when windows close: nothing is known of a window that has not closed, and a reading speaks of the window that ends
    /// with it.</summary>
    public bool IsOfClosedWindows { get; init; }
}
