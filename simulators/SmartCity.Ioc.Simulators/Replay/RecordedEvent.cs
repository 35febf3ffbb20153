namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>One message of a recording.</summary>
/// <param name="At">Event time.</param>
/// <param name="Values">Parallel to the source's metrics; NaN where the row has none.</param>
internal readonly record struct RecordedEvent(DateTimeOffset At, RecordingSource Source, RecordedDevice Device, double[] Values);
