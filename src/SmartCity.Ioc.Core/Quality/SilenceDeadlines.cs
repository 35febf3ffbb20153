using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>When a device that falls silent is stale, and when it is offline. Used by the pipeline's thread.</summary>
internal sealed class SilenceDeadlines(CityRegistry registry, FiguresTable figures)
{
    public (long StaleNanos, long OfflineNanos) Of(int device, long heardNanos)
    {
        // Its kind's mostly, whose entry stays in the cache where the registry's of the device does not.
        ref var known = ref figures[device];
        if (known.PacedBy == DeviceFigures.PaceUnknown)
        {
            var isKinds = registry.IntervalOf(device).Source == IntervalSource.Kind;
            known.PacedBy = isKinds ? (short)registry.Device(device).Kind : DeviceFigures.PacedByItself;
        }

        if (known.PacedBy >= 0)
        {
            var kind = registry.Kinds[known.PacedBy];
            return (heardNanos + (Math.Max(1, kind.ExpectedInterval.Ticks * 100) * 3 / 2), heardNanos + Math.Max(1, kind.OfflineAfter.Ticks * 100));
        }

        var interval = registry.IntervalOf(device);
        return (heardNanos + (interval.SilenceNanos * 3 / 2), heardNanos + interval.OfflineAfterNanos(registry.Kinds[registry.Device(device).Kind]));
    }

    /// <summary>The device's interval may be another now.</summary>
    public void Forget(int device) => figures[device].PacedBy = DeviceFigures.PaceUnknown;

    /// <summary>The device showed how often it speaks, or that it does so no more; of one of which somebody said it that does not count.</summary>
    public void Learn(int device, TimeSpan? interval)
    {
        var entry = registry.Device(device);
        var learned = entry.IsLearning ? interval : null;
        if (entry.LearnedInterval != learned)
        {
            registry.Update(entry with { LearnedInterval = learned });
            Forget(device);
        }
    }
}
