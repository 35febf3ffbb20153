using SmartCity.Ioc.Alerts.Incidents;

namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>topology.yaml</c>: which devices depend on which, and what that means for alerts.</summary>
/// <param name="rules">Ids of the city's rules; null where <c>rules.yaml</c> is wrong itself, so that nothing can be said against it.</param>
internal sealed class TopologySection(Known<DeviceDefinition> devices, IReadOnlySet<string>? rules)
{
    public const string FileName = "topology.yaml";

    private static readonly TimeSpan Within = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(2);

    public IReadOnlyList<TopologyRelation> Read(YamlMap map)
    {
        var relations = new List<TopologyRelation>();
        var known = new Known<TopologyRelation>("relation");
        foreach (var item in map.Maps("relations", "a relation"))
        {
            var id = item.Id("id") is { } given && known.TryDeclare(item, given) ? given : null;
            var name = item.Localized("name");
            var effect = item.Choice<TopologyEffect>("effect");
            var causes = Rules(item, "causes");
            var symptoms = Rules(item, "symptoms");
            var within = item.Duration("within", Within);
            var settle = item.Duration("settle", Settle);
            var links = Links(item);
            item.Finish();
            if (id is not null && name is not null && effect is { } what && causes is not null && symptoms is not null && within is { } before
                && settle is { } after && links is not null)
            {
                relations.Add(new TopologyRelation(id, name, what, causes, symptoms, before, after, links));
            }
        }

        map.Finish();
        return relations;
    }

    private List<string>? Rules(YamlMap relation, string key)
    {
        if (relation.Ids(key) is not { } ids)
        {
            return null;
        }

        if (ids.Count == 0)
        {
            relation.Error(key, $"'{key}' must name at least one rule");
        }

        foreach (var (id, node) in ids)
        {
            if (rules?.Contains(id) == false)
            {
                relation.Error(node, $"rule '{id}' does not exist{Spelling.Suggest(id, rules)}");
            }
        }

        return [.. ids.Select(one => one.Id)];
    }

    private List<TopologyLink>? Links(YamlMap relation)
    {
        var links = new List<TopologyLink>();
        var below = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var places = new Dictionary<string, YamlMap>(StringComparer.Ordinal);
        foreach (var item in relation.Maps("links", "a link"))
        {
            var device = item.Id("device");
            if (device is not null && !devices.TryResolve(device, out _, out var error))
            {
                item.Error("device", error);
            }

            var feeds = item.Ids("feeds");
            foreach (var (id, node) in feeds ?? [])
            {
                if (!devices.TryResolve(id, out _, out var missing))
                {
                    item.Error(node, missing);
                }
            }

            item.Finish();
            if (device is null || feeds is null)
            {
                continue;
            }

            if (!places.TryAdd(device, item))
            {
                item.Error("device", $"device '{device}' has its link already in line {places[device].LineOf("device")}; write all that it feeds there");
                continue;
            }

            below.Add(device, [.. feeds.Select(fed => fed.Id)]);
            links.Add(new TopologyLink(device, below[device]));
        }

        CheckRings(below, places);
        return relation.Has("links") ? links : null;
    }

    /// <summary>What feeds itself, directly or over others, would explain itself.</summary>
    private static void CheckRings(Dictionary<string, List<string>> below, Dictionary<string, YamlMap> places)
    {
        foreach (var (device, map) in places)
        {
            var seen = new HashSet<string>(below[device], StringComparer.Ordinal);
            var waiting = new Queue<string>(seen);
            while (!seen.Contains(device) && waiting.TryDequeue(out var next))
            {
                foreach (var further in below.GetValueOrDefault(next) ?? [])
                {
                    if (seen.Add(further))
                    {
                        waiting.Enqueue(further);
                    }
                }
            }

            if (seen.Contains(device))
            {
                map.Error("device", $"device '{device}' feeds itself over its links");
            }
        }
    }
}
