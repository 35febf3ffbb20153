using System.Collections.Frozen;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>
/// Which part of the city a stream shows. All three filters hold at once; an alert that names no device or kind passes that filter, since
/// it concerns its whole zone. Names are resolved anew when the registry has grown, so a zone or device that appears later is not missed.
/// </summary>
internal sealed class LiveFilter
{
    private readonly CityRegistry _registry;
    private readonly FrozenSet<string>? _zoneIds;
    private readonly FrozenSet<string>? _kindIds;
    private readonly FrozenSet<string>? _deviceIds;
    private readonly FrozenSet<string>? _allowedZones;
    private readonly Severity _minSeverity;
    private volatile Resolved _resolved;

    /// <param name="allowedZones">Zones that the caller may see, with their descendants; null for all.</param>
    public LiveFilter(
        CityRegistry registry,
        IEnumerable<string>? zones = null,
        IEnumerable<string>? kinds = null,
        IEnumerable<string>? devices = null,
        IEnumerable<string>? allowedZones = null,
        Severity minSeverity = Severity.Info)
    {
        _registry = registry;
        _zoneIds = zones?.ToFrozenSet(StringComparer.Ordinal);
        _kindIds = kinds?.ToFrozenSet(StringComparer.Ordinal);
        _deviceIds = devices?.ToFrozenSet(StringComparer.Ordinal);
        _allowedZones = allowedZones?.ToFrozenSet(StringComparer.Ordinal);
        _minSeverity = minSeverity;
        _resolved = new Resolved(null, null, [], [], []);
        Key = string.Join('|', KeyOf(_zoneIds), KeyOf(_kindIds), KeyOf(_deviceIds), KeyOf(_allowedZones), minSeverity);
    }

    /// <summary>Equal for filters that let the same things through.</summary>
    public string Key { get; }

    public bool HasKinds => _kindIds is not null;

    public bool PassesZone(int zone) => Resolve().Zones is var zones && (uint)zone < (uint)zones.Length && zones[zone];

    public bool PassesKind(int kind) => Resolve().Kinds is var kinds && (uint)kind < (uint)kinds.Length && kinds[kind];

    public bool Passes(Device device) =>
        PassesZone(device.Zone) && PassesKind(device.Kind) && (_deviceIds is null || _deviceIds.Contains(device.Id));

    public bool Passes(Alert alert) =>
        alert.Severity >= _minSeverity
        && (PassesEverywhere || (_registry.Zones.TryGet(alert.Zone, out var zone) && PassesZone(zone.Index)))
        && (_kindIds is null || alert.Kind is null || _kindIds.Contains(alert.Kind))
        && (_deviceIds is null || alert.Device is null || _deviceIds.Contains(alert.Device));

    /// <summary>Whether any device in sight may have changed after a version: what lets a sender skip quiet zones.</summary>
    public bool MayHaveChanged(ReadOnlySpan<ZoneRow> zones, long version)
    {
        foreach (var root in Resolve().Roots)
        {
            if (root < zones.Length && zones[root].DevicesVersion > version)
            {
                return true;
            }
        }

        return false;
    }

    // An alert's zone may have left the territory; whoever sees everything still sees the alert.
    private bool PassesEverywhere => _zoneIds is null && _allowedZones is null;

    private Resolved Resolve()
    {
        // The registry publishes a new tree and a new kind before the device that brings them, so whoever sees the device resolves anew.
        var tree = _registry.Zones;
        var kinds = _registry.Kinds;
        var resolved = _resolved;
        if (!ReferenceEquals(resolved.Tree, tree) || !ReferenceEquals(resolved.KindList, kinds))
        {
            resolved = ResolveNames(tree, kinds);
            _resolved = resolved;
        }

        return resolved;
    }

    private Resolved ResolveNames(ZoneTree tree, IReadOnlyList<DeviceKind> kinds)
    {
        var zones = new bool[tree.Count];
        var wanted = new bool[tree.Count];
        var allowed = new bool[tree.Count];
        var roots = new List<int>();
        foreach (var zone in tree.Zones)
        {
            // Parents stand before their children, so one pass carries a zone's word down to all below it.
            var parent = zone.Parent;
            wanted[zone.Index] = _zoneIds is null || _zoneIds.Contains(zone.Id) || (parent >= 0 && wanted[parent]);
            allowed[zone.Index] = _allowedZones is null || _allowedZones.Contains(zone.Id) || (parent >= 0 && allowed[parent]);
            zones[zone.Index] = wanted[zone.Index] && allowed[zone.Index];
            if (zones[zone.Index] && (parent < 0 || !zones[parent]))
            {
                roots.Add(zone.Index);
            }
        }

        return new Resolved(tree, kinds, zones, [.. kinds.Select(k => _kindIds is null || _kindIds.Contains(k.Id))], [.. roots]);
    }

    private static string KeyOf(FrozenSet<string>? ids) => ids is null ? "*" : string.Join(',', ids.Order(StringComparer.Ordinal));

    private sealed record Resolved(ZoneTree? Tree, IReadOnlyList<DeviceKind>? KindList, bool[] Zones, bool[] Kinds, int[] Roots);
}
