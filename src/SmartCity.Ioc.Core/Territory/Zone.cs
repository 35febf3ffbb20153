using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Territory;

/// <summary>A node of the territory tree.</summary>
/// <param name="Index">Position in <see cref="ZoneTree.Zones"/>.</param>
/// <param name="Id">The topic's zone part.</param>
/// <param name="Level">Province, city (or district) or ward.</param>
/// <param name="Parent">Index of the zone above, or -1 at the root. A parent's index is always smaller than its children's.</param>
/// <param name="Center">Where a map writes its name.</param>
public sealed record Zone(int Index, string Id, LocalizedText Name, ZoneLevel Level, int Parent, GeoPoint Center)
{
    /// <summary>The first day on which the zone exists in law, or null: always.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>The first day on which it no longer exists, or null: it does.</summary>
    public DateOnly? ValidUntil { get; init; }

    public bool IsValid(DateOnly day) => !(day < ValidFrom) && !(day >= ValidUntil);
}
