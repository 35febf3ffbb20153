using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Simulators.TerritoryTool;

/// <summary>A position in hundred-thousandths of a degree (1.1 m), so that equal positions are equal and a turn is exact.</summary>
internal readonly record struct GridPoint(int Lon, int Lat) : IComparable<GridPoint>
{
    private const double PerDegree = 100_000;

    /// <summary>Metres of one step northwards.</summary>
    public const double Metres = 111_320 / PerDegree;

    public static GridPoint Of(GeoPoint p) => new((int)Math.Round(p.Lon * PerDegree), (int)Math.Round(p.Lat * PerDegree));

    public GeoPoint ToGeo() => new(Lat / PerDegree, Lon / PerDegree);

    public int CompareTo(GridPoint other) => Lon != other.Lon ? Lon.CompareTo(other.Lon) : Lat.CompareTo(other.Lat);

    /// <summary>Above 0 where a, b, c turn left, 0 where they lie on one line. 4 · 3.6e7² fits.</summary>
    public static long Turn(GridPoint a, GridPoint b, GridPoint c) =>
        ((long)(b.Lon - a.Lon) * (c.Lat - a.Lat)) - ((long)(b.Lat - a.Lat) * (c.Lon - a.Lon));

    /// <summary>Twice the area inside a closed ring, in steps squared.</summary>
    public static long Area(IReadOnlyList<GridPoint> ring)
    {
        var sum = 0L;
        for (var i = 0; i + 1 < ring.Count; i++)
        {
            // Around the first position, so that a small ring far from the origin stays within the range.
            sum += Turn(ring[0], ring[i], ring[i + 1]);
        }

        return Math.Abs(sum);
    }
}
