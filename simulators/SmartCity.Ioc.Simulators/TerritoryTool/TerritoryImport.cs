using System.Globalization;
using System.Text;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Simulators.TerritoryTool;

/// <summary>Puts the features of map files to a city's zones, by id or by name, and makes them light enough for a wall. Pure: files in, texts out.</summary>
internal sealed class TerritoryImport(ZoneTree zones, string? parent, Unknown unknown)
{
    private readonly List<(string Zone, DrawnZone Drawn)> _taken = [];
    private readonly List<string> _newRows = [];

    /// <summary>What keeps the import from being made.</summary>
    public List<string> Errors { get; } = [];

    public List<string> Report { get; } = [];

    /// <summary>Rows for <c>zones.yaml</c>.</summary>
    public IReadOnlyList<string> NewRows => _newRows;

    public void Take(IEnumerable<DrawnZone> drawn)
    {
        foreach (var one in drawn)
        {
            if (ZoneOf(one) is not { } zone)
            {
                continue;
            }

            if (one.Polygons.Count == 0)
            {
                Errors.Add($"'{one.Name}' has no area");
            }
            else if (_taken.Exists(other => other.Zone == zone))
            {
                Errors.Add($"zone '{zone}' has two features, '{_taken.Find(other => other.Zone == zone).Drawn.Name}' and '{one.Name}'");
            }
            else
            {
                _taken.Add((zone, one));
            }
        }
    }

    /// <summary>The text of <c>territory.geojson</c>, with the borders moved by at most so many metres.</summary>
    public string Write(double metres)
    {
        var rings = _taken.SelectMany(one => one.Drawn.Polygons).SelectMany(polygon => polygon).ToList();
        var owners = _taken.SelectMany(one => one.Drawn.Polygons.SelectMany(polygon => polygon.Select(_ => one.Drawn.Name))).ToList();
        foreach (var (first, second, at) in Crossings.Among(rings).DistinctBy(pair => (pair.First, pair.Second)).Take(10))
        {
            Errors.Add(string.Create(CultureInfo.InvariantCulture,
                $"the border of '{owners[first]}' crosses {(first == second ? "itself" : $"that of '{owners[second]}'")} near [{at.ToGeo().Lon}, {at.ToGeo().Lat}]"));
        }

        if (Errors.Count == 0 && rings.Count == 0)
        {
            Errors.Add("no feature is a zone of the city");
        }

        if (Errors.Count > 0)
        {
            return string.Empty;
        }

        var arcs = new SharedArcs(rings);
        var simple = new BorderSimplifier(arcs, metres).Simplify();
        var boundaries = new List<ZoneBoundary>();
        var (ring, worst, worstZone, after) = (0, 0.0, string.Empty, 0);
        foreach (var (zone, drawn) in _taken)
        {
            var (before, now) = (0L, 0L);
            var polygons = new List<IReadOnlyList<IReadOnlyList<GeoPoint>>>();
            foreach (var polygon in drawn.Polygons)
            {
                var made = new List<IReadOnlyList<GeoPoint>>();
                foreach (var original in polygon)
                {
                    var points = arcs.Ring(ring++, simple);
                    // Holes, after the outer ring, take away.
                    var sign = made.Count == 0 ? 1 : -1;
                    (before, now, after) = (before + (sign * GridPoint.Area(original)), now + (sign * GridPoint.Area(points)), after + points.Count);
                    made.Add([.. points.Select(point => point.ToGeo())]);
                }

                polygons.Add(made);
            }

            var change = before == 0 ? 0 : Math.Abs(now - before) / (double)before;
            (worst, worstZone) = change >= worst ? (change, zone) : (worst, worstZone);
            boundaries.Add(new ZoneBoundary(zone, polygons));
        }

        var text = BoundariesText.Write(boundaries);
        Report.Add(string.Create(CultureInfo.InvariantCulture,
            $"{boundaries.Count} zones, {rings.Sum(one => one.Count)} positions made {after}; {arcs.Arcs.Count(arc => arc.Count > 1)} borders; {Encoding.UTF8.GetByteCount(text) / 1000.0:0.#} kB"));
        Report.Add(string.Create(CultureInfo.InvariantCulture, $"the area that changed most is that of '{worstZone}', by {worst * 100:0.##} %"));
        var without = zones.Zones.Where(zone => !zones.Zones.Any(other => other.Parent == zone.Index) && !_taken.Exists(one => one.Zone == zone.Id)).ToList();
        if (without.Count > 0)
        {
            Report.Add($"without a boundary, drawn around their devices: {string.Join(", ", without.Select(zone => zone.Id))}");
        }

        return text;
    }

    private string? ZoneOf(DrawnZone drawn)
    {
        var within = parent is not null && zones.TryGet(parent, out var root) ? root.Index : -1;
        var found = drawn.Names
            .Select(name => (Name: name, Folded: TextFolding.Fold(name)))
            .Select(name => zones.Zones
                .Where(zone => (zone.Id == name.Name || TextFolding.Fold(zone.Name.Vi) == name.Folded || TextFolding.Fold(zone.Name.En) == name.Folded)
                    && (within < 0 || zones.IsWithin(zone.Index, within)))
                .ToList())
            .FirstOrDefault(list => list.Count > 0, []);
        switch (found.Count)
        {
            case 1:
                return found[0].Id;
            case > 1:
                Errors.Add($"'{drawn.Name}' may be {string.Join(" or ", found.Select(zone => zone.Id))}; say with --parent below which zone it lies, or with --property which property holds the id");
                return null;
            default:
                return Add(drawn);
        }
    }

    private string? Add(DrawnZone drawn)
    {
        if (unknown == Unknown.Skip)
        {
            Report.Add($"left out: '{drawn.Name}'");
            return null;
        }

        if (unknown == Unknown.Refuse)
        {
            Errors.Add($"'{drawn.Name}' is no zone of the city by id or by name; --add makes it one, --skip-unknown leaves it out");
            return null;
        }

        var id = Slug(TextFolding.Fold(drawn.Name));
        if (id.Length == 0 || zones.TryGet(id, out _))
        {
            Errors.Add($"'{drawn.Name}' can not be added: '{id}' is no id, or another zone's");
            return null;
        }

        // Quoted as JSON, which YAML reads; the marks of Vietnamese stay.
        static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        var center = LabelPoint.Of(drawn.Polygons).ToGeo();
        _newRows.Add(string.Create(CultureInfo.InvariantCulture,
            $"  - {{id: {id}, parent: {parent}, name: {{vi: {Quote(drawn.Name)}, en: {Quote(drawn.English ?? drawn.Name)}}}, center: [{center.Lat:0.####}, {center.Lon:0.####}]}}"));
        return id;
    }

    private static string Slug(string folded)
    {
        var words = new string([.. folded.Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var slug = string.Join('-', words);
        return slug.Length <= 64 ? slug : slug[..64].TrimEnd('-');
    }
}
