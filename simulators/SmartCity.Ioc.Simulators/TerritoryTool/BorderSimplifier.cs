namespace SmartCity.Ioc.Simulators.TerritoryTool;

/// <summary>
/// Fewer positions for the same territory: Douglas–Peucker on each border once. Where that would make borders cross or a ring vanish, the
/// borders concerned keep more, down to what they had, so that the result is as valid as what came in.
/// </summary>
internal sealed class BorderSimplifier
{
    private readonly SharedArcs _arcs;
    private readonly double[] _tolerance;
    private readonly double _shrink;

    /// <param name="metres">How far a border may move.</param>
    public BorderSimplifier(SharedArcs arcs, double metres)
    {
        _arcs = arcs;
        _tolerance = new double[arcs.Arcs.Count];
        Array.Fill(_tolerance, metres);
        var latitude = arcs.Arcs.Count == 0 ? 0 : arcs.Arcs[0][0].ToGeo().Lat;
        _shrink = Math.Cos(latitude * Math.PI / 180);
    }

    public IReadOnlyList<IReadOnlyList<GridPoint>> Simplify()
    {
        var simple = _arcs.Arcs.Select((arc, i) => Simplify(arc, _tolerance[i])).ToList();
        for (; ; )
        {
            var broken = Broken(simple).Where(arc => _tolerance[arc] > 0).ToHashSet();
            if (broken.Count == 0)
            {
                return simple;
            }

            foreach (var arc in broken)
            {
                // Below half a step of the grid nothing would change any more.
                _tolerance[arc] = _tolerance[arc] > GridPoint.Metres / 2 ? _tolerance[arc] / 2 : 0;
                simple[arc] = Simplify(_arcs.Arcs[arc], _tolerance[arc]);
            }
        }
    }

    private IEnumerable<int> Broken(List<IReadOnlyList<GridPoint>> simple)
    {
        var vanished = Enumerable.Range(0, _arcs.RingCount)
            .Where(ring => _arcs.Ring(ring, simple) is var points && (points.Count < 4 || GridPoint.Area(points) == 0))
            .SelectMany(_arcs.ArcsOf);
        return vanished.Concat(Crossings.Among(simple).SelectMany(pair => new[] { pair.First, pair.Second }));
    }

    private IReadOnlyList<GridPoint> Simplify(IReadOnlyList<GridPoint> arc, double tolerance)
    {
        if (tolerance <= 0 || arc.Count < 3)
        {
            return arc;
        }

        var keep = new bool[arc.Count];
        keep[0] = keep[^1] = true;
        var open = new Stack<(int From, int To)>();
        open.Push((0, arc.Count - 1));
        while (open.TryPop(out var stretch))
        {
            var (farthest, most) = (-1, tolerance);
            for (var i = stretch.From + 1; i < stretch.To; i++)
            {
                var distance = Distance(arc[i], arc[stretch.From], arc[stretch.To]);
                if (distance > most)
                {
                    (farthest, most) = (i, distance);
                }
            }

            if (farthest >= 0)
            {
                keep[farthest] = true;
                open.Push((stretch.From, farthest));
                open.Push((farthest, stretch.To));
            }
        }

        return [.. arc.Where((_, i) => keep[i])];
    }

    /// <summary>Metres from a position to a stretch of border; to its one end where it ends where it began.</summary>
    private double Distance(GridPoint p, GridPoint a, GridPoint b)
    {
        var (x, y) = ((p.Lon - a.Lon) * _shrink, (double)(p.Lat - a.Lat));
        var (dx, dy) = ((b.Lon - a.Lon) * _shrink, (double)(b.Lat - a.Lat));
        var square = (dx * dx) + (dy * dy);
        var t = square == 0 ? 0 : Math.Clamp(((x * dx) + (y * dy)) / square, 0, 1);
        return Math.Sqrt(Math.Pow(x - (t * dx), 2) + Math.Pow(y - (t * dy), 2)) * GridPoint.Metres;
    }
}
