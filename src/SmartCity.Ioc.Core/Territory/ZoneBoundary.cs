using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Territory;

/// <summary>How a zone lies on the map.</summary>
/// <param name="Zone">Its id.</param>
/// <param name="Polygons">
/// Each with its outer ring first and its holes after it; a ring's last position is its first. Neighbours have the positions of their common
/// border in common.
/// </param>
public sealed record ZoneBoundary(string Zone, IReadOnlyList<IReadOnlyList<IReadOnlyList<GeoPoint>>> Polygons);
