using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>Makes the machines of a condition at a source.</summary>
/// <param name="judgesClocks">Whether arrival and event time can be compared: not where a recording is played.</param>
internal sealed class NodeBuilder(CityRegistry registry, NeighbourBoard neighbours, bool judgesClocks)
{
    private const long HourNanos = 3_600_000_000_000;

    private static readonly SourceGap Hourly = new(HourNanos);
    private static readonly SourceGap Daily = new(24 * HourNanos);

    private readonly List<int> _updated = [];
    private SourceGap?[] _gaps = [];
    private long _updates;

    /// <summary>At one device.</summary>
    public RuleNode Build(AlertCondition condition, Device device) => condition switch
    {
        ThresholdCondition c => new ThresholdNode(c, Metric(c.Metric), c.ValidFor is { } valid ? new SourceGap(Gap(device).IntervalNanos, valid.Ticks * 100) : Gap(device, c.Metric)),
        OfflineCondition c => new OfflineNode(c),
        AllCondition c => new CombinedNode([.. c.Of.Select(of => Build(of, device))], isAll: true),
        AnyCondition c => new CombinedNode([.. c.Of.Select(of => Build(of, device))], isAll: false),
        NotCondition c => new NotNode(Build(c.Of, device)),
        HeldCondition c => new HeldNode(c, Build(c.Of, device), Gap(device)),
        RateCondition c => new RateNode(c, Metric(c.Metric), Gap(device)),
        WindowCondition c => new WindowNode(c, Metric(c.Metric), Gap(device)),
        CountCondition c => new CountNode(c, Gap(device)),
        EventCondition c => new EventNode(c, Gap(device)),
        AbsenceCondition c => new AbsenceNode(c, c.Metric is null ? -1 : Metric(c.Metric)),
        StateCondition c => new StateNode(c, Gap(device)),
        QualityCondition c => new QualityNode(c),
        ClockCondition c => new ClockNode(c, judgesClocks, Gap(device)),
        ScheduleCondition c => new ScheduleNode(c),
        BaselineCondition c => new BaselineNode(c, Metric(c.Metric), Gap(device)),
        NeighbourCondition c => new NeighbourNode(c, Metric(c.Metric), device.Index, neighbours, Gap(device)),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "There is no machine for it at a device."),
    };

    /// <summary>Follows devices to the intervals that they should keep now.</summary>
    /// <returns>The devices of which the registry says something else than at the call before; valid until the next one.</returns>
    public IReadOnlyList<int> FollowRegistry()
    {
        _updated.Clear();
        if (registry.Updates == _updates)
        {
            return _updated;
        }

        if (!registry.TryReadUpdates(ref _updates, _updated))
        {
            _updated.AddRange(Enumerable.Range(0, registry.DeviceCount));
        }

        foreach (var device in _updated)
        {
            if (device < _gaps.Length && _gaps[device] is { } gap)
            {
                gap.IntervalNanos = registry.IntervalOf(device).Nanos;
            }
        }

        return _updated;
    }

    /// <summary>At a zone, for the devices in it that a rule watches.</summary>
    public RuleNode BuildForZone(AlertCondition condition, ZoneMembers members) => condition switch
    {
        ZoneCountCondition c => new ZoneCountNode(c, members, device => Build(c.Of, registry.Device(device))),
        SequenceCondition c => new SequenceNode(
            c, members, device => Build(c.First, registry.Device(device)), device => Build(c.Then, registry.Device(device))),
        AllCondition c => new CombinedNode([.. c.Of.Select(of => BuildForZone(of, members))], isAll: true),
        AnyCondition c => new CombinedNode([.. c.Of.Select(of => BuildForZone(of, members))], isAll: false),
        NotCondition c => new NotNode(BuildForZone(c.Of, members)),
        HeldCondition c => new HeldNode(c, BuildForZone(c.Of, members), members.Gap),
        ScheduleCondition c => new ScheduleNode(c),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "There is no machine for it at a zone."),
    };

    private int Metric(string name) => registry.InternMetric(name);

    // What is worked out by the hour or the day comes that rarely, however often its device speaks.
    private SourceGap Gap(Device device, string metric) =>
        registry.Kinds[device.Kind].Derived.FirstOrDefault(derived => derived.Definition.Id == metric)?.Index switch
        {
            DerivedIndex.VnAqiHourly => Hourly,
            DerivedIndex.VnAqiDaily => Daily,
            _ => Gap(device),
        };

    private SourceGap Gap(Device device)
    {
        if (device.Index >= _gaps.Length)
        {
            Array.Resize(ref _gaps, Math.Max(device.Index + 1, registry.DeviceCount));
        }

        return _gaps[device.Index] ??= new SourceGap(registry.IntervalOf(device.Index).Nanos);
    }
}
