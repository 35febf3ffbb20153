using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>The devices' data checks, for any thread.</summary>
public sealed class QualityView
{
    private readonly CityRegistry _registry;
    private readonly FiguresTable _figures;
    private readonly Func<long> _clockNanos;

    internal QualityView(CityRegistry registry, FiguresTable figures, Func<long> clockNanos)
    {
        (_registry, _figures, _clockNanos) = (registry, figures, clockNanos);
    }

    /// <summary>A device's check as of the pipeline's clock. A device never heard is <see cref="DeviceHealth.Unknown"/> with zero counts.</summary>
    public DeviceQuality Of(int device)
    {
        _figures.TryCopy(device, out var f);
        var kind = _registry.Kinds[_registry.Device(device).Kind];
        var clock = Math.Max(_clockNanos(), f.LastHeardNanos);
        var known = f.FirstHeardNanos == 0 ? 0 : clock - f.FirstHeardNanos;
        var expected = f.FirstHeardNanos == 0 ? 0 : 1 + (known / Math.Max(1, kind.ExpectedInterval.Ticks * 100));
        var silent = f.SilentNanos
            + (f.FirstHeardNanos != 0 && f.Health is DeviceHealth.Stale or DeviceHealth.Offline ? clock - f.HealthSinceNanos : 0);
        var readable = f.Accepted + f.Duplicates + f.Late;
        var received = readable + f.Rejected;
        return new DeviceQuality(
            f.Health, HealthReasons.Word(f.Reason), f.HealthSinceNanos, f.FirstHeardNanos, f.LastHeardNanos, f.NewestEventNanos, f.LagNanos,
            received, expected, f.Accepted, f.Duplicates, f.Late, f.Rejected, f.HasReject ? (QuarantineReason)f.LastReject : null,
            Math.Max(0, f.Lost - f.Recovered), f.Retained, f.IsFrozen, f.IsSkewed,
            Ratio(readable, received), Ratio(f.Accepted + f.Late, expected), Ratio(f.Accepted + f.Late - f.Doubtful, readable),
            known == 0 ? (f.FirstHeardNanos == 0 ? double.NaN : 1) : Math.Clamp(1 - ((double)silent / known), 0, 1));
    }

    private static double Ratio(long part, long whole) => whole == 0 ? double.NaN : Math.Clamp((double)part / whole, 0, 1);
}
