using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>zones.yaml</c>: the territory, a flat list in which each zone names the one above it.</summary>
internal static class ZonesSection
{
    public const string FileName = "zones.yaml";

    /// <param name="known">Filled with every zone of the file; with values only where the whole tree is right.</param>
    /// <returns>The tree, or null with at least one error added.</returns>
    public static ZoneTree? Read(YamlMap map, Known<Zone> known, CityErrors errors)
    {
        var before = errors.Count;
        var rows = new List<Row>();
        foreach (var item in map.Maps("zones", "a zone"))
        {
            var id = item.Id("id");
            var row = new Row(item, id, item.Localized("name"), item.Id("parent", optional: true), item.Choice<ZoneLevel>("level", optional: true),
                item.Point("center"), DateText.Day(item, "valid_from", optional: true), DateText.Day(item, "valid_until", optional: true));
            item.Finish();
            if (row.ValidUntil <= row.ValidFrom)
            {
                item.Error("valid_until", "'valid_until' must be after 'valid_from'");
            }

            rows.Add(row);
            if (id is not null)
            {
                known.TryDeclare(item, id);
            }
        }

        map.Finish();
        var root = CheckParents(map, rows, known);
        var tree = errors.Count > before || root is null ? null : Build(root, rows, errors);
        foreach (var zone in tree?.Zones ?? [])
        {
            known.Define(zone.Id, zone);
        }

        return tree;
    }

    private static Row? CheckParents(YamlMap map, List<Row> rows, Known<Zone> known)
    {
        Row? root = null;
        foreach (var row in rows)
        {
            if (row.Parent is not null && !known.TryResolve(row.Parent, out _, out var error))
            {
                row.Map.Error("parent", error);
            }
            else if (row.Parent is null && !row.Map.Has("parent"))
            {
                if (root is not null)
                {
                    row.Map.Error("id", $"zone '{row.Id}' has no 'parent', and '{root.Id}' in line {root.Map.LineOf("id")} is already the topmost zone");
                }

                root ??= row;
            }
        }

        if (root is null && (rows.Count > 0 || map.Has("zones")))
        {
            map.Error("zones", "one zone must be the topmost, without 'parent'");
        }

        return root;
    }

    /// <summary>Breadth first from the root, so that a parent stands before its children whatever the file's order.</summary>
    private static ZoneTree? Build(Row root, List<Row> rows, CityErrors errors)
    {
        var children = rows.Where(row => row.Parent is not null).ToLookup(row => row.Parent!, StringComparer.Ordinal);
        var zones = new List<Zone>(rows.Count) { Make(root, 0, -1, ZoneLevel.Province) };
        var reached = new HashSet<Row> { root };
        var before = errors.Count;
        for (var i = 0; i < zones.Count; i++)
        {
            foreach (var row in children[zones[i].Id])
            {
                var below = zones[i].Level == ZoneLevel.Province ? ZoneLevel.City : ZoneLevel.Ward;
                var zone = Make(row, zones.Count, i, below);
                if (zone.Level < zones[i].Level)
                {
                    row.Map.Error("level", $"zone '{row.Id}' can not stand above its parent '{row.Parent}' in level");
                }

                zones.Add(zone);
                reached.Add(row);
            }
        }

        foreach (var row in rows.Where(row => !reached.Contains(row)))
        {
            row.Map.Error("parent", $"zone '{row.Id}' lies in a ring of parents that does not lead to '{root.Id}'");
        }

        return errors.Count > before ? null : new ZoneTree(zones);
    }

    private static Zone Make(Row row, int index, int parent, ZoneLevel below) =>
        new(index, row.Id!, row.Name!, row.Level ?? below, parent, row.Center!.Value)
        {
            ValidFrom = row.ValidFrom,
            ValidUntil = row.ValidUntil,
        };

    private sealed record Row(YamlMap Map, string? Id, LocalizedText? Name, string? Parent, ZoneLevel? Level, GeoPoint? Center, DateOnly? ValidFrom, DateOnly? ValidUntil);
}
