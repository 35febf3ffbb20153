namespace SmartCity.Ioc.TimeSeries.BackFill;

/// <summary>A metric of a device that got readings of the past, ids throughout.</summary>
/// <param name="Zone">The device's zone.</param>
/// <param name="AtNanos">A moment of the day, by event time.</param>
public readonly record struct TouchedDay(string Zone, string Kind, string Device, string Metric, long AtNanos);
