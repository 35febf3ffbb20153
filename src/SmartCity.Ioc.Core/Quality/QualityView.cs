using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>The devices' data checks, for any thread.</summary>
public sealed class QualityView
{
    private const long OutagesEveryNanos = 1_000_000_000;

    private readonly CityRegistry _registry;
    private readonly FiguresTable _figures;
    private readonly Func<long> _clockNanos;
    private readonly int _camera;
    private volatile OutageView _outages = OutageView.Nothing;

    internal QualityView(CityRegistry registry, FiguresTable figures, Func<long> clockNanos)
    {
        (_registry, _figures, _clockNanos) = (registry, figures, clockNanos);
        _camera = registry.TryFindKind("camera", out var camera) ? camera : -1;
    }

    /// <summary>The pipeline's clock, which the checks are as of.</summary>
    public long ClockNanos => _clockNanos();

    /// <summary>A device's check. A device never heard is <see cref="DeviceHealth.Unknown"/> with zero counts.</summary>
    public DeviceQuality Of(int device)
    {
        _figures.TryCopy(device, out var f);
        var clock = _clockNanos();
        return new DeviceQuality(
            f.Health, HealthReasons.Word(f.Reason), f.Suspicion, f.HealthSinceNanos, f.FirstHeardNanos, f.LastHeardNanos, f.NewestEventNanos,
            f.LagNanos, f.LastTimeAssumed, f.LastReject, f.Faults?.Rejects ?? [], f.Faults?.Jumps ?? 0,
            Counts(f, device, clock))
        {
            Faults = FaultWords.Of(Delivery(f, device, clock), f.Suspicion, _registry.Device(device).Kind == _camera),
        };
    }

    /// <summary>The check of all devices of a zone and of the zones below it together.</summary>
    /// <param name="kind">Only devices of this kind, or -1 for all.</param>
    public ZoneQuality OfZone(int zone, int kind = -1)
    {
        var clock = _clockNanos();
        var total = new ZoneQuality();
        var zones = _registry.Zones;
        for (var device = 0; device < _registry.DeviceCount; device++)
        {
            var entry = _registry.Device(device);
            if ((kind < 0 || entry.Kind == kind) && zones.IsWithin(entry.Zone, zone))
            {
                _figures.TryCopy(device, out var figures);
                total.Add(entry, figures.Health, figures.Suspicion, Counts(figures, device, clock));
                total.Add(FaultWords.Of(Delivery(figures, device, clock), figures.Suspicion, entry.Kind == _camera));
            }
        }

        total.IsDark = Outages().IsDark(zone);

        return total;
    }

    internal QualityCounts Counts(in DeviceFigures f, int device, long clockNanos)
    {
        if (f.FirstHeardNanos == 0)
        {
            return new QualityCounts(0, f.Accepted, f.Duplicates, f.Late, f.Rejected, f.Missing, f.Retained, f.Doubtful, f.TimeAssumed, 0, 0);
        }

        var clock = Math.Max(clockNanos, f.LastHeardNanos);
        var known = clock - f.FirstHeardNanos;
        var interval = _registry.IntervalOf(device).Nanos;
        var silent = f.SilentNanos + (f.Health is DeviceHealth.Stale or DeviceHealth.Offline ? clock - f.HealthSinceNanos : 0);
        return new QualityCounts(
            1 + (known / interval), f.Accepted, f.Duplicates, f.Late, f.Rejected, f.Missing, f.Retained, f.Doubtful, f.TimeAssumed, known, silent);
    }

    // Over all devices at once, and at most once a second of the clock: a list of ten thousand devices asks ten thousand times.
    private OutageView Outages()
    {
        var clock = _clockNanos();
        if (clock / OutagesEveryNanos != _outages.ClockNanos / OutagesEveryNanos)
        {
            _outages = OutageView.Of(_registry, _figures, clock);
        }

        return _outages;
    }

    private DeliveryFault Delivery(in DeviceFigures f, int device, long clockNanos)
    {
        if (f.Health == DeviceHealth.OutOfService)
        {
            return DeliveryFault.None;
        }

        var faults = f.Delivery?.At(clockNanos, f.Missing, _registry.IntervalOf(device).Nanos) ?? DeliveryFault.None;
        if (f.FirstHeardNanos == 0 || !OutageView.IsSilent(f.Health))
        {
            return faults;
        }

        return faults | (Outages().Took(_registry.Device(device), f.LastHeardNanos, _registry) ? DeliveryFault.Outage : DeliveryFault.Silent);
    }
}
