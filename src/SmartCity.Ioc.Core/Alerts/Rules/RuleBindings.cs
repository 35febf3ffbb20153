using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>Which rules watch which device: worked out when a device is first heard, then an array look-up.</summary>
internal sealed class RuleBindings(CityRegistry registry, IReadOnlyList<AlertRule> rules)
{
    private static readonly BoundRule[] None = [];

    private BoundRule[]?[] _byDevice = new BoundRule[]?[Math.Max(16, registry.DeviceCount)];

    public BoundRule[] Of(int device)
    {
        if (device >= _byDevice.Length)
        {
            Array.Resize(ref _byDevice, Math.Max(device + 1, _byDevice.Length * 2));
        }

        return _byDevice[device] ??= Bind(registry.Device(device));
    }

    /// <summary>All bindings made so far, in device order.</summary>
    public IEnumerable<BoundRule> All() => _byDevice.Where(bound => bound is not null).SelectMany(bound => bound!);

    private BoundRule[] Bind(Device device)
    {
        var kind = registry.Kinds[device.Kind];
        var gap = (long)(kind.ExpectedInterval.Ticks * 100 * 1.5);
        var bound = rules
            .Where(rule => Watches(rule, device))
            .Select(rule => new BoundRule(rule, device, MetricOf(rule), gap))
            .ToArray();
        return bound.Length == 0 ? None : bound;
    }

    private bool Watches(AlertRule rule, Device device) =>
        rule.Kinds.Contains(device.Kind)
        && (rule.Devices.Count == 0 || rule.Devices.Contains(device.Id))
        && (rule.Zones.Count == 0 || rule.Zones.Any(zone => registry.Zones.IsWithin(device.Zone, zone)));

    private int MetricOf(AlertRule rule) =>
        rule.Condition is ThresholdCondition threshold ? registry.InternMetric(threshold.Metric) : -1;
}
