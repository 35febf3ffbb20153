namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>One message of a recording.</summary>
/// <param name="At">Event time; of a capture the time of arrival.</param>
/// <param name="Values">Parallel to <paramref name="Metrics"/>; NaN where the row has none.</param>
/// <param name="Raw">The payload itself, where the recording is a capture; sent as it is.</param>
/// <param name="ArrivedAt">When it came in, where the recording knows it apart from the event time.</param>
/// <param name="Sequence">The device's own counter, or null.</param>
internal readonly record struct RecordedEvent(
    DateTimeOffset At, RecordedDevice Device, IReadOnlyList<MetricColumn> Metrics, double[] Values, byte[]? Raw = null, bool Retain = false,
    ulong? Sequence = null, DateTimeOffset? ArrivedAt = null)
{
    /// <summary>When it is played.</summary>
    public DateTimeOffset Turn => ArrivedAt ?? At;
}
