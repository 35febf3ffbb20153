using System.Diagnostics.CodeAnalysis;

namespace SmartCity.Ioc.Territory;

/// <summary>
/// The territory: one root, parents before children, looked up by index or id. Immutable. It holds the zones of every division of the land, one
/// below the other by what lies in what, so that figures always add up to all of them; <see cref="ParentOn"/> gives the map of a day.
/// </summary>
public sealed class ZoneTree
{
    private readonly Zone[] _zones;
    private readonly Dictionary<string, int> _byId;

    /// <param name="zones">In index order; the first is the root, every other one's parent stands before it.</param>
    /// <exception cref="ArgumentException">The order, an index or a parent is not as described, or an id stands twice.</exception>
    public ZoneTree(IReadOnlyList<Zone> zones)
    {
        ArgumentNullException.ThrowIfNull(zones);
        _zones = [.. zones];
        _byId = new Dictionary<string, int>(_zones.Length, StringComparer.Ordinal);
        for (var i = 0; i < _zones.Length; i++)
        {
            var zone = _zones[i];
            if (zone.Index != i || (i == 0 ? zone.Parent != -1 : zone.Parent < 0 || zone.Parent >= i))
            {
                throw new ArgumentException($"Zone '{zone.Id}' is out of order: the root comes first and a parent before its children.", nameof(zones));
            }

            if (!_byId.TryAdd(zone.Id, i))
            {
                throw new ArgumentException($"Zone '{zone.Id}' stands twice.", nameof(zones));
            }
        }

        if (_zones.Length == 0)
        {
            throw new ArgumentException("A territory needs a root zone.", nameof(zones));
        }
    }

    public IReadOnlyList<Zone> Zones => _zones;

    public int Count => _zones.Length;

    public Zone Root => _zones[0];

    public Zone this[int index] => _zones[index];

    public bool TryGet(string id, [NotNullWhen(true)] out Zone? zone)
    {
        zone = _byId.TryGetValue(id, out var index) ? _zones[index] : null;
        return zone is not null;
    }

    /// <summary>The zone above on the map of a day: the nearest one that existed then, or null for a topmost one.</summary>
    public Zone? ParentOn(Zone zone, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(zone);
        for (var above = zone.Parent; above >= 0; above = _zones[above].Parent)
        {
            if (_zones[above].IsValid(day))
            {
                return _zones[above];
            }
        }

        return null;
    }

    /// <summary>Whether <paramref name="zone"/> is <paramref name="ancestor"/> or lies below it.</summary>
    public bool IsWithin(int zone, int ancestor)
    {
        // A parent's index is smaller than its child's, so the walk can stop as soon as it is past.
        while (zone > ancestor)
        {
            zone = _zones[zone].Parent;
        }

        return zone == ancestor;
    }
}
