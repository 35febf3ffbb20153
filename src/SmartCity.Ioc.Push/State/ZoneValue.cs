using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.Push.State;

/// <summary>The latest one-minute window of one metric of one kind in one zone.</summary>
public readonly record struct ZoneValue(int Kind, int Metric, WindowAggregate Window);
