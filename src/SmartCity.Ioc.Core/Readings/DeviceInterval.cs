using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Readings;

/// <summary>How often a device should speak: what coverage, completeness, gaps and silence are measured by.</summary>
/// <param name="Nanos">Between two messages; at least 1.</param>
/// <param name="SilenceNanos">The same where silence is judged: stale after 1.5 of it.</param>
public readonly record struct DeviceInterval(long Nanos, long SilenceNanos, IntervalSource Source)
{
    /// <summary>A device that was seen to speak often may pause for a moment without being broken: nobody promised the pace that was
    /// learned, so silence is not judged finer than this because of it.</summary>
    public const long LeastLearnedSilenceNanos = 10_000_000_000;

    public static DeviceInterval Of(Device device, DeviceKind kind)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(kind);
        var usual = Math.Max(1, kind.ExpectedInterval.Ticks * 100);
        if (device.DeclaredInterval is { } declared)
        {
            var nanos = Math.Max(1, declared.Ticks * 100);
            return new DeviceInterval(nanos, nanos, IntervalSource.Declared);
        }

        return device.LearnedInterval is { } learned
            ? new DeviceInterval(
                learned.Ticks * 100, Math.Max(learned.Ticks * 100, Math.Min(usual, LeastLearnedSilenceNanos)), IntervalSource.Learned)
            : new DeviceInterval(usual, usual, IntervalSource.Kind);
    }

    /// <summary>Silence after which it is offline: as many intervals as its kind allows.</summary>
    public long OfflineAfterNanos(DeviceKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var usual = Math.Max(1, kind.ExpectedInterval.Ticks * 100);
        var patience = Math.Max(1, kind.OfflineAfter.Ticks * 100);
        return SilenceNanos == usual ? patience : Math.Max(1, (long)(SilenceNanos * ((double)patience / usual)));
    }
}
