using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Territory;
using YamlDotNet.RepresentationModel;

namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>rules.yaml</c>: what the city calls an alert.</summary>
internal sealed class RulesSection(Known<DeviceKind> kinds, Known<Zone> zones, Known<DeviceDefinition> devices)
{
    public const string FileName = "rules.yaml";

    public IReadOnlyList<AlertRule> Read(YamlMap map, CityErrors errors)
    {
        var rules = new List<AlertRule>();
        var known = new Known<AlertRule>("rule");
        foreach (var item in map.Maps("rules", "a rule"))
        {
            var id = item.Id("id") is { } given && known.TryDeclare(item, given) ? given : null;
            var version = item.Integer("version", 1, int.MaxValue, 1);
            var title = item.Localized("title");
            var action = item.Localized("action");
            var owner = item.Text("owner");
            var rationale = item.Text("rationale");
            var severity = item.Choice<Severity>("severity");
            var watched = Kinds(item, errors);
            var domain = item.Has("domain") ? item.Choice<Domain>("domain") : watched?.FirstOrDefault()?.Domain;
            var within = Zones(item, errors);
            var only = Devices(item, watched, errors);
            var condition = item.Map("condition", "the condition") is { } block ? ConditionSection.Read(block, watched ?? []) : null;
            item.Finish();
            if (id is not null && version is { } revision && title is not null && action is not null && owner is not null && rationale is not null
                && severity is { } grave && watched is not null && domain is { } field && within is not null && only is not null && condition is not null)
            {
                rules.Add(new AlertRule(
                    id, revision, title, action, owner, rationale, grave, field, [.. watched.Select(kind => kind.Index)], within, only, condition));
            }
        }

        map.Finish();
        return rules;
    }

    private List<DeviceKind>? Kinds(YamlMap rule, CityErrors errors)
    {
        if (rule.Ids("kinds") is not { } ids)
        {
            return null;
        }

        if (ids.Count == 0)
        {
            rule.Error("kinds", "'kinds' must name at least one kind");
        }

        return Resolve(ids, kinds, rule.File, errors);
    }

    private List<int>? Zones(YamlMap rule, CityErrors errors) =>
        rule.Ids("zones", optional: true) is { } ids ? Resolve(ids, zones, rule.File, errors)?.ConvertAll(zone => zone.Index) : null;

    private List<string>? Devices(YamlMap rule, List<DeviceKind>? watched, CityErrors errors)
    {
        if (rule.Ids("devices", optional: true) is not { } ids || Resolve(ids, devices, rule.File, errors) is not { } found)
        {
            return null;
        }

        for (var i = 0; i < found.Count; i++)
        {
            if (watched is { Count: > 0 } && !watched.Exists(kind => kind.Index == found[i].Kind))
            {
                errors.Add(rule.File, ids[i].Node, $"device '{found[i].Id}' is of a kind that this rule does not watch");
            }
        }

        return found.ConvertAll(device => device.Id);
    }

    /// <summary>What the ids name, in their order, or null where one of them names nothing usable.</summary>
    private static List<T>? Resolve<T>(IReadOnlyList<(string Id, YamlNode Node)> ids, Known<T> known, string file, CityErrors errors)
        where T : class
    {
        var found = new List<T>(ids.Count);
        foreach (var (id, node) in ids)
        {
            if (!known.TryResolve(id, out var value, out var error))
            {
                errors.Add(file, node, error);
            }
            else if (value is not null)
            {
                found.Add(value);
            }
        }

        return found.Count == ids.Count ? found : null;
    }
}
