namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>What came in, as it came, for as long as it is kept: detections, attributes, words on a device's state and times of arrival too,
/// which stored history does not have.</summary>
public interface IRecordedInputs
{
    /// <summary>From when on all is there, by the city's clock; null where nothing is kept.</summary>
    long? OldestNanos();

    /// <summary>Feeds what came in with from ≤ time &lt; to, in the order and at the times at which it came, and lets time pass up to the end.</summary>
    /// <param name="toNanos"><see cref="long.MaxValue"/> for the end of what there is.</param>
    /// <param name="devices">Ids of the devices wanted; null for all.</param>
    /// <param name="measuredFromNanos">Messages of an earlier event time are left out: stored history had them already.</param>
    /// <param name="seen">Hears of each value in its order: device, metric, event time, value; may be null.</param>
    void Feed(
        IReadOnlyList<RehearsalRun> runs, IReadOnlySet<string>? devices, long fromNanos, long toNanos, long measuredFromNanos,
        Action<string, string, long, double>? seen, CancellationToken cancellation);
}
