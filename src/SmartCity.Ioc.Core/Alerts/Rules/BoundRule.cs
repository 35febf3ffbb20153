using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>A rule at one device, with its state. Owned by the shard's thread.</summary>
internal sealed class BoundRule(AlertRule rule, Device device, int metric, long gapNanos)
{
    public AlertRule Rule { get; } = rule;

    public Device Device { get; } = device;

    /// <summary>Index of the metric that moves it, or -1 for a rule that listens to the device's health.</summary>
    public int Metric { get; } = metric;

    /// <summary>Silence longer than this is a gap: nobody knows what the value was in it.</summary>
    public long GapNanos { get; } = gapNanos;

    public ThresholdState Threshold { get; set; }

    /// <summary>When the device went offline by the pipeline's clock, or null while it is heard.</summary>
    public long? OfflineSinceNanos { get; set; }

    public bool IsDefault => Threshold == default && OfflineSinceNanos is null;
}
