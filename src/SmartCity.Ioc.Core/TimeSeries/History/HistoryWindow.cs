namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>One window of an answer.</summary>
/// <param name="IsProvisional">It is not closed yet: what is known of it so far, without percentiles.</param>
public readonly record struct HistoryWindow(WindowPoint Point, long EndNanos, bool IsProvisional);
