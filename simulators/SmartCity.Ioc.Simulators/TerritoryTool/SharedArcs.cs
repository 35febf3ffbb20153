namespace SmartCity.Ioc.Simulators.TerritoryTool;

/// <summary>
/// Rings cut where borders meet, each piece of a border held once, however many zones it bounds: what happens to an arc happens to both of
/// its sides, and no sliver can open between them.
/// </summary>
internal sealed class SharedArcs
{
    private readonly List<List<(int Arc, bool Backwards)>> _rings = [];

    /// <param name="rings">Closed: the last position is the first.</param>
    public SharedArcs(IReadOnlyList<IReadOnlyList<GridPoint>> rings)
    {
        var joints = Joints(rings);
        var known = new Dictionary<(GridPoint, GridPoint, GridPoint), int>();
        foreach (var ring in rings)
        {
            var pieces = new List<(int, bool)>();
            foreach (var piece in Cut(ring, joints))
            {
                var backwards = IsBackwards(piece);
                if (backwards)
                {
                    piece.Reverse();
                }

                // Between joints each position has the same two neighbours on every ring, so beginning and direction say which border it is.
                var key = (piece[0], piece[1], piece[^1]);
                if (!known.TryGetValue(key, out var arc))
                {
                    known.Add(key, arc = Arcs.Count);
                    Arcs.Add(piece);
                }

                pieces.Add((arc, backwards));
            }

            _rings.Add(pieces);
        }
    }

    public List<IReadOnlyList<GridPoint>> Arcs { get; } = [];

    public int RingCount => _rings.Count;

    public IEnumerable<int> ArcsOf(int ring) => _rings[ring].Select(piece => piece.Arc);

    /// <summary>A ring put together again from arcs that may have fewer positions by now.</summary>
    public List<GridPoint> Ring(int ring, IReadOnlyList<IReadOnlyList<GridPoint>> arcs)
    {
        var joined = new List<GridPoint>();
        foreach (var (arc, backwards) in _rings[ring])
        {
            var piece = backwards ? arcs[arc].Reverse() : arcs[arc];
            joined.AddRange(joined.Count == 0 ? piece : piece.Skip(1));
        }

        return joined;
    }

    /// <summary>Positions that have other neighbours on one ring than on another: there borders part.</summary>
    private static HashSet<GridPoint> Joints(IReadOnlyList<IReadOnlyList<GridPoint>> rings)
    {
        var neighbours = new Dictionary<GridPoint, (GridPoint, GridPoint)>();
        var joints = new HashSet<GridPoint>();
        foreach (var ring in rings)
        {
            for (var i = 0; i + 1 < ring.Count; i++)
            {
                var (a, b) = (ring[i == 0 ? ring.Count - 2 : i - 1], ring[i + 1]);
                var pair = a.CompareTo(b) < 0 ? (a, b) : (b, a);
                if (!neighbours.TryAdd(ring[i], pair) && neighbours[ring[i]] != pair)
                {
                    joints.Add(ring[i]);
                }
            }
        }

        return joints;
    }

    private static IEnumerable<List<GridPoint>> Cut(IReadOnlyList<GridPoint> ring, HashSet<GridPoint> joints)
    {
        var count = ring.Count - 1;
        var start = Enumerable.Range(0, count).FirstOrDefault(i => joints.Contains(ring[i]), -1);
        if (start < 0)
        {
            // An island, or a hole that one zone fills: both sides begin at the same position.
            start = Enumerable.Range(0, count).MinBy(i => ring[i]);
        }

        var piece = new List<GridPoint> { ring[start] };
        for (var step = 1; step <= count; step++)
        {
            var point = ring[(start + step) % count];
            piece.Add(point);
            if (step == count || joints.Contains(point))
            {
                yield return piece;
                piece = [point];
            }
        }
    }

    private static bool IsBackwards(List<GridPoint> piece)
    {
        var ends = piece[0].CompareTo(piece[^1]);
        return ends != 0 ? ends > 0 : piece[1].CompareTo(piece[^2]) > 0;
    }
}
