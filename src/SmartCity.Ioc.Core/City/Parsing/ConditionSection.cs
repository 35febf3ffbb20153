using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>A rule's <c>condition</c>: exactly one sort of it, under its own name, with durations beside it.</summary>
internal sealed class ConditionSection(ConditionContext context)
{
    /// <summary>Deeper than any rule that a person can read, and shallow enough for every stack.</summary>
    private const int Deepest = 16;

    private const string AnyOne =
        "a condition is either 'threshold' or 'offline' or one of rate, window, count, event, absence, state, quality, clock, schedule, baseline, "
        + "neighbours, all, any, not, in_zone, sequence";

    private readonly LeafConditions _leaves = new(context);
    private readonly TimeConditions _times = new(context);

    /// <param name="where">Whether the condition is asked of a device or of a zone.</param>
    public AlertCondition? Read(YamlMap map, RuleScope where) => Read(map, where, momentary: false, 0);

    // momentary: a detection counts when it happens, and is not held for a while.
    private AlertCondition? Read(YamlMap map, RuleScope where, bool momentary, int depth)
    {
        if (depth > Deepest)
        {
            map.Error("", $"conditions lie in one another at most {Deepest} deep");
            return null;
        }

        var readers = new (string Key, Func<string, AlertCondition?> Read)[]
        {
            ("threshold", key => Leaf(map, key, "a threshold", where, _leaves.Threshold)),
            ("offline", key => Leaf(map, key, "an offline condition", where, LeafConditions.Offline)),
            ("rate", key => Leaf(map, key, "a rate of change", where, _leaves.Rate)),
            ("window", key => Leaf(map, key, "a window", where, _leaves.Window)),
            ("count", key => Leaf(map, key, "a count", where, _leaves.Count)),
            ("event", key => Leaf(map, key, "an event", where, leaf => _leaves.Event(leaf, momentary))),
            ("absence", key => Leaf(map, key, "an absence", where, _leaves.Absence)),
            ("state", key => Leaf(map, key, "a state", where, LeafConditions.State)),
            ("quality", key => Leaf(map, key, "a quality", where, LeafConditions.Quality)),
            ("clock", key => Leaf(map, key, "a clock condition", where, LeafConditions.Clock)),
            ("baseline", key => Leaf(map, key, "a baseline", where, _times.Baseline)),
            ("neighbours", key => Leaf(map, key, "a comparison of neighbours", where, _leaves.Neighbours)),
            ("schedule", key => map.Map(key, "a schedule", optional: true) is { } schedule ? _times.Schedule(schedule) : null),
            ("all", key => Combined(map, key, where, momentary, depth, static of => new AllCondition(of))),
            ("any", key => Combined(map, key, where, momentary, depth, static of => new AnyCondition(of))),
            ("not", key => map.Map(key, "what must not be", optional: true) is { } of && Read(of, where, momentary, depth + 1) is { } inner
                ? new NotCondition(inner)
                : null),
            ("in_zone", key => OfZone(map, key, where, zone => InZone(zone, depth))),
            ("sequence", key => OfZone(map, key, where, zone => Sequence(zone, depth))),
        };
        var given = Array.FindAll(readers, reader => map.Has(reader.Key));
        var (hold, clearFor) = (map.Duration("for", TimeSpan.Zero), map.Duration("clear_for", TimeSpan.Zero));
        map.Finish();
        if (given.Length != 1)
        {
            map.Error(given.Length > 1 ? given[1].Key : "", given.Length > 1 ? $"{AnyOne}; combine several with 'all' or 'any'" : AnyOne);
            return null;
        }

        var condition = given[0].Read(given[0].Key);
        return condition is null || hold is not { } raising || clearFor is not { } clearing ? null
            : raising > TimeSpan.Zero || clearing > TimeSpan.Zero ? new HeldCondition(condition, raising, clearing)
            : condition;
    }

    private static AlertCondition? Leaf(YamlMap map, string key, string what, RuleScope where, Func<YamlMap, AlertCondition?> read)
    {
        if (where == RuleScope.Zone)
        {
            map.Error(key, $"'{key}' is asked of a device; in a rule about a zone it stands below 'in_zone' or 'sequence'");
            return null;
        }

        return map.Map(key, what, optional: true) is { } leaf ? read(leaf) : null;
    }

    private static AlertCondition? OfZone(YamlMap map, string key, RuleScope where, Func<YamlMap, AlertCondition?> read)
    {
        if (where == RuleScope.Device)
        {
            map.Error(key, $"'{key}' is asked of a zone: it stands at the top of the condition, or with others like it below 'all', 'any' and 'not'");
            return null;
        }

        return map.Map(key, $"'{key}'", optional: true) is { } zone ? read(zone) : null;
    }

    private AlertCondition? Combined(
        YamlMap map, string key, RuleScope where, bool momentary, int depth, Func<IReadOnlyList<AlertCondition>, AlertCondition> make)
    {
        var of = new List<AlertCondition>();
        var count = 0;
        foreach (var one in map.Maps(key, "a condition"))
        {
            count++;
            if (Read(one, where, momentary, depth + 1) is { } condition)
            {
                of.Add(condition);
            }
        }

        if (count == 0)
        {
            map.Error(key, $"'{key}' must hold at least one condition");
        }

        return of.Count == count && count > 0 ? make(of) : null;
    }

    private ZoneCountCondition? InZone(YamlMap map, int depth)
    {
        var atLeast = map.Integer("at_least", 1, 1_000_000, 0);
        var share = map.Number("share", 0);
        var of = map.Map("of", "what each device is asked") is { } inner ? Read(inner, RuleScope.Device, momentary: false, depth + 1) : null;
        map.Finish();
        if (!map.Has("at_least") && !map.Has("share"))
        {
            map.Error("", "'in_zone' needs 'at_least' (how many devices), 'share' (which part of them, 0 to 1), or both");
            return null;
        }

        if (share is < 0 or > 1)
        {
            map.Error("share", $"'share' must lie between 0 and 1, not {share}");
            return null;
        }

        return atLeast is { } number && share is { } part && of is not null ? new ZoneCountCondition(of, number, part) : null;
    }

    private SequenceCondition? Sequence(YamlMap map, int depth)
    {
        var first = map.Map("first", "what comes first") is { } one ? Read(one, RuleScope.Device, momentary: true, depth + 1) : null;
        var then = map.Map("then", "what comes then") is { } other ? Read(other, RuleScope.Device, momentary: true, depth + 1) : null;
        var within = LeafConditions.Positive(map, "within");
        map.Finish();
        return first is not null && then is not null && within is { } time ? new SequenceCondition(first, then, time) : null;
    }
}
