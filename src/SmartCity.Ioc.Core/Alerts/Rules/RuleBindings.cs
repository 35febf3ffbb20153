using SmartCity.Ioc.Alerts.Rules.Nodes;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>Which rules watch which device: worked out when a device is first heard, then an array look-up.</summary>
internal sealed class RuleBindings(CityRegistry registry, NodeBuilder nodes, NeighbourBoard neighbours, IReadOnlyList<AlertRule> rules)
{
    private static readonly RuleMachine[] None = [];

    private readonly Dictionary<(string Rule, string Zone), RuleMachine> _byZone = [];
    private Dictionary<(string Rule, RuleSource Source), RuleMachine> _kept = [];
    private IReadOnlyList<AlertRule> _rules = rules;
    private readonly Dictionary<RuleMachine, ZoneMembers> _members = [];
    private RuleMachine[]?[] _byDevice = [];

    // In which each was bound.
    private int[] _zones = [];

    public IReadOnlyList<AlertRule> Rules => _rules;

    public RuleMachine[] Of(int device)
    {
        if (device >= _byDevice.Length)
        {
            Array.Resize(ref _byDevice, Math.Max(device + 1, registry.DeviceCount + (registry.DeviceCount / 8)));
            Array.Resize(ref _zones, _byDevice.Length);
        }

        return _byDevice[device] ??= Bind(registry.Device(device));
    }

    /// <summary>All machines made so far, each once: those of devices in device order, then those of zones.</summary>
    public IEnumerable<RuleMachine> All() => _byDevice.Where(bound => bound is not null).SelectMany(bound => bound!)
        .Where(machine => machine.Source.Device is not null).Concat(_byZone.Values);

    /// <summary>The machine of a rule at a source, made where there is none yet; null where the rule does not watch it.</summary>
    public RuleMachine? Find(string rule, string? device, string zone)
    {
        if (device is not null)
        {
            return registry.TryFindDevice(device, out var index)
                ? Array.Find(Of(index), machine => machine.Rule.Id == rule && machine.Source.Device is not null)
                : null;
        }

        var watching = _rules.FirstOrDefault(candidate => candidate.Id == rule && candidate.Scope == RuleScope.Zone);
        return watching is not null && registry.Zones.TryGet(zone, out var found)
            && (watching.Zones.Count == 0 || watching.Zones.Contains(found.Index))
                ? AtZone(watching, found.Index)
                : null;
    }

    /// <summary>Takes other rules. A rule that says what it said before keeps its machines and their state.</summary>
    public void Replace(IReadOnlyList<AlertRule> replacement)
    {
        var same = replacement.Where(rule => _rules.Any(before => IsSame(before, rule))).Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
        _kept = All().Where(machine => same.Contains(machine.Rule.Id)).ToDictionary(machine => (machine.Rule.Id, machine.Source));
        _rules = replacement;
        _byZone.Clear();
        foreach (var ((rule, source), machine) in _kept.Where(kept => kept.Key.Source.Device is null))
        {
            _byZone.Add((rule, source.Zone), machine);
        }

        foreach (var gone in _members.Keys.Except(_byZone.Values).ToArray())
        {
            _members.Remove(gone);
        }

        for (var device = 0; device < _byDevice.Length; device++)
        {
            if (_byDevice[device] is not null)
            {
                _byDevice[device] = Bind(registry.Device(device));
            }
        }

        _kept = [];
    }

    /// <summary>Follows devices that are in another zone now: the rules that still watch them go on from where they are.</summary>
    /// <returns>Whether one does not any more.</returns>
    public bool Follow(IReadOnlyList<int> updated)
    {
        var hasLetGo = false;
        for (var i = 0; i < updated.Count; i++)
        {
            var bound = updated[i] < _byDevice.Length ? _byDevice[updated[i]] : null;
            if (bound is null || _zones[updated[i]] != registry.Device(updated[i]).Zone)
            {
                foreach (var members in _members.Values)
                {
                    members.Recount(updated[i]);
                }

                hasLetGo |= bound is not null && Move(registry.Device(updated[i]), bound);
            }
        }

        return hasLetGo;
    }

    /// <summary>Whether two rules are one: the same words under the same version, looking for the same.</summary>
    public static bool IsSame(AlertRule one, AlertRule other) =>
        ReferenceEquals(one, other)
        || (one.Id == other.Id && one.Version == other.Version && one.Text.Length > 0 && one.Text == other.Text && one.Lists == other.Lists);

    private bool Move(Device device, RuleMachine[] bound)
    {
        neighbours.Move(device.Index, _zones[device.Index]);
        foreach (var machine in bound.Where(machine => machine.Source.Device is not null))
        {
            machine.MoveTo(registry.Zones[device.Zone].Id);
            _kept.Add((machine.Rule.Id, machine.Source), machine);
        }

        var now = _byDevice[device.Index] = Bind(device);
        var hasLetGo = false;
        foreach (var machine in _kept.Values.Except(now))
        {
            machine.ArmedForNanos = long.MaxValue;
            hasLetGo = true;
        }

        _kept.Clear();
        return hasLetGo;
    }

    private RuleMachine[] Bind(Device device)
    {
        _zones[device.Index] = device.Zone;
        RuleSource? source = null;
        var bound = new List<RuleMachine>();
        foreach (var rule in _rules)
        {
            if (!Watches(rule, device))
            {
                continue;
            }

            if (rule.Scope == RuleScope.Zone)
            {
                bound.AddRange(ZonesOf(rule, device.Zone).Select(zone => AtZone(rule, zone)));
                continue;
            }

            source ??= new RuleSource(registry.Zones[device.Zone].Id, device.Id, registry.Kinds[device.Kind].Id);
            bound.Add(_kept.TryGetValue((rule.Id, source), out var kept)
                ? kept
                : new RuleMachine(rule, source, [.. rule.Levels.Select(level => nodes.Build(level.Condition, device))]));
        }

        return bound.Count == 0 ? None : [.. bound];
    }

    // Of the zones that the rule names, each that the device lies in; where it names none, the device's own.
    private IEnumerable<int> ZonesOf(AlertRule rule, int own) =>
        rule.Zones.Count == 0 ? [own] : rule.Zones.Where(zone => registry.Zones.IsWithin(own, zone));

    private RuleMachine AtZone(AlertRule rule, int zone)
    {
        var key = (rule.Id, registry.Zones[zone].Id);
        if (!_byZone.TryGetValue(key, out var machine))
        {
            var gap = new SourceGap(rule.Kinds.Max(kind => registry.Kinds[kind].ExpectedInterval.Ticks) * 100);
            var members = new ZoneMembers(registry, zone, device => Watches(rule, device), gap);
            machine = new RuleMachine(
                rule, new RuleSource(key.Item2, null, null), [.. rule.Levels.Select(level => nodes.BuildForZone(level.Condition, members))]);
            _byZone.Add(key, machine);
            _members.Add(machine, members);
        }

        return machine;
    }

    private bool Watches(AlertRule rule, Device device) =>
        rule.Kinds.Contains(device.Kind)
        && (rule.Devices.Count == 0 || rule.Devices.Contains(device.Id))
        && (rule.Zones.Count == 0 || rule.Zones.Any(zone => registry.Zones.IsWithin(device.Zone, zone)));
}
