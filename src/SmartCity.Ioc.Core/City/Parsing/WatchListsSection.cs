using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>watch_lists</c>: what cameras are to look for.</summary>
internal sealed class WatchListsSection(TimeZoneInfo zone)
{
    public IReadOnlyList<WatchList> Read(YamlMap map, Known<WatchList> known, CityErrors errors)
    {
        var lists = new List<WatchList>();
        foreach (var item in map.Maps("watch_lists", "a watch list", optional: true))
        {
            var before = errors.Count;
            var id = item.Id("id") is { } given && known.TryDeclare(item, given) ? given : null;
            var entries = new List<WatchListEntry>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var entry in item.Maps("entries", "an entry"))
            {
                var value = entry.Text("value");
                var until = DateText.Read(entry, "until", zone, long.MaxValue);
                var note = entry.Text("note", optional: true);
                entry.Finish();
                if (value is not null && !seen.Add(WatchList.Normalize(value)))
                {
                    entry.Error("value", $"'{value}' stands twice in the list");
                }

                entries.Add(new WatchListEntry(value ?? string.Empty, until == long.MaxValue ? null : until, note));
            }

            item.Finish();
            if (errors.Count == before)
            {
                lists.Add(new WatchList(id!, entries));
                known.Define(id!, lists[^1]);
            }
        }

        return lists;
    }
}
