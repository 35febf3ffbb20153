using System.Security.Claims;
using SmartCity.Ioc.Push.Streams;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The part of the territory that a caller may see.</summary>
internal sealed class CallerZones
{
    private readonly ZoneTree _zones;
    private readonly int[]? _roots;

    public CallerZones(ZoneTree zones, ClaimsPrincipal user)
    {
        _zones = zones;
        _roots = ViewedZones.Of(user)?.Select(id => zones.TryGet(id, out var zone) ? zone.Index : -1).Where(index => index >= 0).ToArray();
    }

    public bool SeesAll => _roots is null;

    public bool Sees(int zone) => _roots is null || Array.Exists(_roots, root => _zones.IsWithin(zone, root));

    /// <summary>A zone that has left the territory is seen only by those who see everything.</summary>
    public bool Sees(string zone) => _roots is null || (_zones.TryGet(zone, out var found) && Sees(found.Index));

    /// <summary>By the zone that the topic names. One that names none is seen only by those who see everything.</summary>
    public bool SeesTopic(string topic) => _roots is null || (topic.StartsWith("ioc/", StringComparison.Ordinal) && topic.Split('/') is { Length: > 2 } parts && Sees(parts[2]));

    /// <summary>Ids of the visible zones below the given ones (all, when null), for a query; null when that is everything.</summary>
    public IReadOnlyCollection<string>? Narrow(IReadOnlyCollection<int>? within)
    {
        if (within is null && _roots is null)
        {
            return null;
        }

        return
        [
            .. _zones.Zones
                .Where(z => Sees(z.Index) && (within is null || within.Any(root => _zones.IsWithin(z.Index, root))))
                .Select(z => z.Id),
        ];
    }
}
