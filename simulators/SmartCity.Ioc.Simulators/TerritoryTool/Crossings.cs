namespace SmartCity.Ioc.Simulators.TerritoryTool;

/// <summary>Lines that go through each other. To touch, or to run along each other, is no crossing.</summary>
internal static class Crossings
{
    private readonly record struct Segment(int Line, GridPoint A, GridPoint B);

    /// <summary>Pairs of lines that cross, by their numbers (the same twice for one that crosses itself), and where.</summary>
    public static IEnumerable<(int First, int Second, GridPoint At)> Among(IReadOnlyList<IReadOnlyList<GridPoint>> lines)
    {
        var segments = lines.SelectMany((line, number) => line.Zip(line.Skip(1), (a, b) => new Segment(number, a, b))).ToList();
        // From west to east: only those that reach over the present one's western end can meet it.
        segments.Sort(static (a, b) => West(a).CompareTo(West(b)));
        var active = new List<Segment>();
        foreach (var segment in segments)
        {
            active.RemoveAll(other => Math.Max(other.A.Lon, other.B.Lon) < West(segment));
            foreach (var other in active)
            {
                if (Overlaps(segment, other) && Cross(segment, other))
                {
                    yield return (other.Line, segment.Line, segment.A);
                }
            }

            active.Add(segment);
        }
    }

    private static int West(Segment s) => Math.Min(s.A.Lon, s.B.Lon);

    private static bool Overlaps(Segment s, Segment t) =>
        Math.Min(s.A.Lat, s.B.Lat) <= Math.Max(t.A.Lat, t.B.Lat) && Math.Min(t.A.Lat, t.B.Lat) <= Math.Max(s.A.Lat, s.B.Lat);

    private static bool Cross(Segment s, Segment t) =>
        Math.Sign(GridPoint.Turn(s.A, s.B, t.A)) * Math.Sign(GridPoint.Turn(s.A, s.B, t.B)) < 0
        && Math.Sign(GridPoint.Turn(t.A, t.B, s.A)) * Math.Sign(GridPoint.Turn(t.A, t.B, s.B)) < 0;
}
