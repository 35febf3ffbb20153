using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Simulators.TerritoryTool;

namespace SmartCity.Ioc.Simulators.Tests.TerritoryTool;

public class BorderSimplifierTests
{
    [Fact]
    public void Neighbours_Simplified_HaveTheirCommonBorderInCommon()
    {
        // A border that wavers by some 2 m between two squares of 1 km.
        GridPoint[] border = [.. Enumerable.Range(0, 101).Select(i => new GridPoint(1000 + (i % 2 * 2), 1_000_000 + (i * 10)))];
        GridPoint[] left = [new(0, 1_000_000), .. border, new(0, 1_001_000), new(0, 1_000_000)];
        GridPoint[] right = [new(2000, 1_000_000), new(2000, 1_001_000), .. border.Reverse(), new(2000, 1_000_000)];
        var arcs = new SharedArcs([left, right]);

        var simple = new BorderSimplifier(arcs, 20).Simplify();

        arcs.Ring(0, simple).Distinct().Should().BeEquivalentTo([left[0], border[0], border[^1], left[^2]]);
        arcs.Ring(1, simple).Distinct().Should().BeEquivalentTo([right[0], right[1], border[0], border[^1]]);
    }

    [Fact]
    public void IslandAndItsHole_Simplified_StayTheSameRing()
    {
        GridPoint[] island = [.. Enumerable.Range(0, 61).Select(i => new GridPoint((int)(5000 + (500 * Math.Cos(i % 60 * Math.PI / 30))), (int)(1_005_000 + (500 * Math.Sin(i % 60 * Math.PI / 30)))))];
        GridPoint[] around = [new(0, 1_000_000), new(10_000, 1_000_000), new(10_000, 1_010_000), new(0, 1_010_000), new(0, 1_000_000)];
        // The hole begins elsewhere and goes the other way.
        GridPoint[] hole = [.. island.Skip(20).Concat(island.Skip(1).Take(20)).Reverse()];
        var arcs = new SharedArcs([around, hole, island]);

        var simple = new BorderSimplifier(arcs, 100).Simplify();

        arcs.Ring(2, simple).Count.Should().BeLessThan(20);
        arcs.Ring(1, simple).Should().BeEquivalentTo(arcs.Ring(2, simple));
    }

    [Fact]
    public void Rock_SmallerThanTheTolerance_DoesNotVanish()
    {
        GridPoint[] rock = [new(0, 1_000_000), new(3, 1_000_000), new(4, 1_000_002), new(1, 1_000_004), new(0, 1_000_000)];
        var arcs = new SharedArcs([rock]);

        var ring = arcs.Ring(0, new BorderSimplifier(arcs, 500).Simplify());

        ring.Count.Should().BeGreaterThanOrEqualTo(4);
        GridPoint.Area(ring).Should().BePositive();
    }

    [Fact]
    public void Territory_OfAnyShape_KeepsBordersCommonAndUncrossed()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 400).ToArbitrary(), (seed, metres) => Holds(Grid(new Random(seed)), metres)));
    }

    private static void Holds(List<IReadOnlyList<GridPoint>> rings, double metres)
    {
        var arcs = new SharedArcs(rings);

        var simple = new BorderSimplifier(arcs, metres).Simplify();

        var after = Enumerable.Range(0, rings.Count).Select(ring => arcs.Ring(ring, simple)).ToList();
        Crossings.Among(after).Should().BeEmpty();
        after.Should().OnlyContain(ring => ring.Count >= 4);
        after.Should().OnlyContain(ring => ring.First() == ring.Last());
        // No gap and no overlap: sides that only one ring has form the outer rim, and inside of it is as much as in all rings together.
        var sides = after.SelectMany(ring => ring.Zip(ring.Skip(1))).ToList();
        var rim = sides.Where(side => !sides.Contains((side.Second, side.First))).ToList();
        rim.Select(side => side.First).Order().Should().Equal(rim.Select(side => side.Second).Order());
        sides.Sum(Cross).Should().Be(rim.Sum(Cross));
    }

    private static long Cross((GridPoint First, GridPoint Second) side) =>
        ((long)side.First.Lon * side.Second.Lat) - ((long)side.Second.Lon * side.First.Lat);

    /// <summary>Three by three zones whose borders waver by chance, each border drawn once and used by both sides.</summary>
    private static List<IReadOnlyList<GridPoint>> Grid(Random random)
    {
        const int Side = 1000;
        var wavering = new Dictionary<(GridPoint, GridPoint), List<GridPoint>>();
        List<GridPoint> Border(GridPoint a, GridPoint b)
        {
            if (wavering.TryGetValue((b, a), out var known))
            {
                return [.. known.AsEnumerable().Reverse()];
            }

            var points = new List<GridPoint> { a };
            for (var i = 1; i < 20; i++)
            {
                var (x, y) = (a.Lon + ((b.Lon - a.Lon) * i / 20), a.Lat + ((b.Lat - a.Lat) * i / 20));
                var aside = random.Next(-200, 201) * Math.Min(i, 20 - i) / 10;
                points.Add(a.Lat == b.Lat ? new GridPoint(x, y + aside) : new GridPoint(x + aside, y));
            }

            points.Add(b);
            return wavering[(a, b)] = points;
        }

        var rings = new List<IReadOnlyList<GridPoint>>();
        for (var i = 0; i < 9; i++)
        {
            var (west, south) = (i % 3 * Side, 1_000_000 + (i / 3 * Side));
            GridPoint[] corners = [new(west, south), new(west + Side, south), new(west + Side, south + Side), new(west, south + Side)];
            var ring = new List<GridPoint> { corners[0] };
            for (var corner = 0; corner < 4; corner++)
            {
                ring.AddRange(Border(corners[corner], corners[(corner + 1) % 4]).Skip(1));
            }

            rings.Add(ring);
        }

        // Wavering by chance, two borders of a zone may cross near a corner; such a territory is none.
        return Crossings.Among(rings).Any() ? Grid(new Random(random.Next())) : rings;
    }
}
