using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Influx;

/// <summary>Where a point's line stands in its batch, line feed included, and what it is of.</summary>
/// <param name="AcceptedReadings">See <see cref="RejectedPoint.AcceptedReadings"/>.</param>
internal readonly record struct PointLine(int Start, int End, string Series, long TimeNanos, int AcceptedReadings);
