namespace SmartCity.Ioc.Simulators.TerritoryTool;

/// <summary>Where a map writes a zone's name: inside its largest piece, in the middle of its widest stretch at half its height.</summary>
internal static class LabelPoint
{
    public static GridPoint Of(IReadOnlyList<IReadOnlyList<IReadOnlyList<GridPoint>>> polygons)
    {
        var rings = polygons.MaxBy(rings => GridPoint.Area(rings[0]))!;
        var outer = rings[0];
        // Half a step off the grid no corner lies on the line.
        var latitude = ((outer.Min(p => p.Lat) + outer.Max(p => p.Lat)) / 2) + 0.5;
        var crossings = rings.SelectMany(ring => ring.Zip(ring.Skip(1)))
            .Where(side => side.First.Lat > latitude != side.Second.Lat > latitude)
            .Select(side => side.First.Lon + ((latitude - side.First.Lat) / (side.Second.Lat - side.First.Lat) * (side.Second.Lon - side.First.Lon)))
            .Order()
            .ToList();
        var widest = Enumerable.Range(0, crossings.Count / 2).MaxBy(i => crossings[(2 * i) + 1] - crossings[2 * i]);
        return new GridPoint((int)Math.Round((crossings[2 * widest] + crossings[(2 * widest) + 1]) / 2), (int)latitude);
    }
}
