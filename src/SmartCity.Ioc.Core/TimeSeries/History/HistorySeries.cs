using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>Whose history is asked for.</summary>
/// <param name="Owner">The device's or the zone's id.</param>
/// <param name="ExpectedNanos">How often the device should speak; 0 where nobody knows.</param>
public sealed record HistorySeries(AggregateScope Scope, string Owner, string Kind, string Metric, long ExpectedNanos);
