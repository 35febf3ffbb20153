using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.Alerts.RuleSets;
using SmartCity.Ioc.Territory;
using YamlDotNet.RepresentationModel;

namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>rules.yaml</c>, and the body of <c>PUT /api/v1/rules</c>: what the city calls an alert.</summary>
internal sealed class RulesSection(Known<DeviceKind> kinds, Known<Zone> zones, Known<DeviceDefinition> devices, HolidayCalendar calendar)
{
    public const string FileName = "rules.yaml";

    private static readonly string[] OwnOrLevels = ["severity", "condition"];

    private readonly Known<WatchList> _watchLists = new("watch list");

    public RuleSet Read(YamlMap map, CityErrors errors)
    {
        var lists = new WatchListsSection(calendar.TimeZone).Read(map, _watchLists, errors);
        var rules = new List<AlertRule>();
        var known = new Known<AlertRule>("rule");
        foreach (var item in map.Maps("rules", "a rule"))
        {
            if (ReadRule(item, known, lists, errors) is { } rule)
            {
                rules.Add(rule);
            }
        }

        map.Finish();
        return new RuleSet(rules, lists);
    }

    private AlertRule? ReadRule(YamlMap item, Known<AlertRule> known, IReadOnlyList<WatchList> lists, CityErrors errors)
    {
        var id = item.Id("id") is { } given && known.TryDeclare(item, given) ? given : null;
        var version = item.Integer("version", 1, int.MaxValue, 1);
        var title = item.Localized("title");
        var action = item.Localized("action");
        var owner = item.Text("owner");
        var rationale = item.Text("rationale");
        var reference = item.Text("reference", optional: true);
        var watched = Kinds(item, errors);
        var domain = item.Has("domain") ? item.Choice<Domain>("domain") : watched?.FirstOrDefault()?.Domain;
        var within = Zones(item, errors);
        var only = Devices(item, watched, errors);
        var (isInForce, effective) = Effective(item);
        var scope = IsOfZone(item.Node) ? RuleScope.Zone : RuleScope.Device;
        var levels = Levels(item, new ConditionSection(new ConditionContext(watched ?? [], _watchLists, calendar)), scope);
        item.Finish();
        if (id is null || version is not { } revision || title is null || action is null || owner is null || rationale is null
            || watched is null || domain is not { } field || within is null || only is null || !isInForce || levels is null
            || (item.Has("reference") && reference is null))
        {
            return null;
        }

        var rule = new AlertRule(
            id, revision, title, action, owner, rationale, levels[^1].Severity, field, [.. watched.Select(kind => kind.Index)],
            within.ConvertAll(zone => zone.Index), only, levels[0].Condition)
        {
            Levels = levels,
            Scope = scope,
            Effective = effective,
            Reference = reference,
        };
        var text = RuleJson.Write(rule, [.. watched.Select(kind => kind.Id)], [.. within.Select(zone => zone.Id)], calendar.TimeZone);
        return rule with { Text = text, Lists = string.Concat(lists.Where(list => Names(text, list)).Select(list => RuleJson.Write(list, calendar.TimeZone))) };
    }

    private static bool Names(string text, WatchList list) => text.Contains($"\"watchList\":\"{list.Id}\"", StringComparison.Ordinal);

    /// <summary>One severity with one condition, or several levels of both.</summary>
    private static List<RuleLevel>? Levels(YamlMap rule, ConditionSection conditions, RuleScope scope)
    {
        if (!rule.Has("levels"))
        {
            var severity = rule.Choice<Severity>("severity");
            var condition = rule.Map("condition", "the condition") is { } block ? conditions.Read(block, scope) : null;
            return severity is { } grave && condition is not null ? [new RuleLevel(grave, condition)] : null;
        }

        foreach (var key in OwnOrLevels.Where(rule.Has))
        {
            rule.Error(key, $"a rule with 'levels' has no '{key}' of its own: each level has one");
            return null;
        }

        var levels = new List<RuleLevel>();
        var isValid = true;
        foreach (var item in rule.Maps("levels", "a level"))
        {
            var severity = item.Choice<Severity>("severity");
            var condition = item.Map("condition", "the condition") is { } block ? conditions.Read(block, scope) : null;
            item.Finish();
            if (severity is { } grave && condition is not null)
            {
                if (levels.Count > 0 && grave <= levels[^1].Severity)
                {
                    item.Error("severity", "levels go from the mildest to the severest, each severity once");
                    isValid = false;
                }

                levels.Add(new RuleLevel(grave, condition));
            }
            else
            {
                isValid = false;
            }
        }

        if (isValid && levels.Count == 0)
        {
            rule.Error("levels", "'levels' must hold at least one level");
        }

        return isValid && levels.Count > 0 ? levels : null;
    }

    // What is asked of a zone makes the rule one about zones.
    private static bool IsOfZone(YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.Any(child => child.Key is YamlScalarNode { Value: "in_zone" or "sequence" } || IsOfZone(child.Value)),
        YamlSequenceNode list => list.Children.Any(IsOfZone),
        _ => false,
    };

    private (bool IsValid, EffectivePeriod? Period) Effective(YamlMap rule)
    {
        if (!rule.Has("effective_from") && !rule.Has("effective_to"))
        {
            return (true, null);
        }

        var from = DateText.Read(rule, "effective_from", calendar.TimeZone, long.MinValue);
        var to = DateText.Read(rule, "effective_to", calendar.TimeZone, long.MaxValue);
        if (from >= to)
        {
            rule.Error("effective_to", "'effective_to' must be after 'effective_from'");
            return (false, null);
        }

        return from is { } begin && to is { } end ? (true, new EffectivePeriod(begin, end)) : (false, null);
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

    private List<Zone>? Zones(YamlMap rule, CityErrors errors) =>
        rule.Ids("zones", optional: true) is { } ids ? Resolve(ids, zones, rule.File, errors) : null;

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
