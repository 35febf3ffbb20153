namespace SmartCity.Ioc.Push.State;

/// <summary>The newest value of one metric of one device.</summary>
/// <param name="Metric">Index in the registry.</param>
/// <param name="TimeNanos">Event time of the reading; an older reading does not replace it.</param>
public readonly record struct MetricSlot(int Metric, long TimeNanos, double Value);
