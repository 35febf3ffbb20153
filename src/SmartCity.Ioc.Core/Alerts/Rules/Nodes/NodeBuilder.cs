using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>Makes the machines of a condition at a source.</summary>
/// <param name="judgesClocks">Whether arrival and event time can be compared: not where a recording is played.</param>
internal sealed class NodeBuilder(CityRegistry registry, NeighbourBoard neighbours, bool judgesClocks)
{
    private const long HourNanos = 3_600_000_000_000;

    /// <summary>At one device.</summary>
    public RuleNode Build(AlertCondition condition, Device device) => condition switch
    {
        ThresholdCondition c => new ThresholdNode(c, Metric(c.Metric), c.ValidFor is { } valid ? valid.Ticks * 100 : Gap(device, c.Metric)),
        OfflineCondition c => new OfflineNode(c),
        AllCondition c => new CombinedNode([.. c.Of.Select(of => Build(of, device))], isAll: true),
        AnyCondition c => new CombinedNode([.. c.Of.Select(of => Build(of, device))], isAll: false),
        NotCondition c => new NotNode(Build(c.Of, device)),
        HeldCondition c => new HeldNode(c, Build(c.Of, device), Gap(device)),
        RateCondition c => new RateNode(c, Metric(c.Metric), Gap(device)),
        WindowCondition c => new WindowNode(c, Metric(c.Metric), Interval(device), Gap(device)),
        CountCondition c => new CountNode(c, Gap(device)),
        EventCondition c => new EventNode(c, Gap(device)),
        AbsenceCondition c => new AbsenceNode(c, c.Metric is null ? -1 : Metric(c.Metric)),
        StateCondition c => new StateNode(c, Gap(device)),
        QualityCondition c => new QualityNode(c),
        ClockCondition c => new ClockNode(c, judgesClocks, Gap(device)),
        ScheduleCondition c => new ScheduleNode(c),
        BaselineCondition c => new BaselineNode(c, Metric(c.Metric), Gap(device)),
        NeighbourCondition c => new NeighbourNode(c, Metric(c.Metric), device, neighbours, Gap(device)),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "There is no machine for it at a device."),
    };

    /// <summary>At a zone, for the devices in it that a rule watches.</summary>
    public RuleNode BuildForZone(AlertCondition condition, ZoneMembers members) => condition switch
    {
        ZoneCountCondition c => new ZoneCountNode(c, members, device => Build(c.Of, registry.Device(device))),
        SequenceCondition c => new SequenceNode(
            c, members, device => Build(c.First, registry.Device(device)), device => Build(c.Then, registry.Device(device))),
        AllCondition c => new CombinedNode([.. c.Of.Select(of => BuildForZone(of, members))], isAll: true),
        AnyCondition c => new CombinedNode([.. c.Of.Select(of => BuildForZone(of, members))], isAll: false),
        NotCondition c => new NotNode(BuildForZone(c.Of, members)),
        HeldCondition c => new HeldNode(c, BuildForZone(c.Of, members), members.GapNanos),
        ScheduleCondition c => new ScheduleNode(c),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "There is no machine for it at a zone."),
    };

    private int Metric(string name) => registry.InternMetric(name);

    private long Interval(Device device) => registry.Kinds[device.Kind].ExpectedInterval.Ticks * 100;

    // What is worked out by the hour or the day comes that rarely, however often its device speaks.
    private long Gap(Device device, string metric) =>
        registry.Kinds[device.Kind].Derived.FirstOrDefault(derived => derived.Definition.Id == metric)?.Index switch
        {
            DerivedIndex.VnAqiHourly => HourNanos * 3 / 2,
            DerivedIndex.VnAqiDaily => HourNanos * 36,
            _ => Gap(device),
        };

    private long Gap(Device device) => Interval(device) * 3 / 2;
}
