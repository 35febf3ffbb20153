using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>The conditions that are asked of one device.</summary>
internal sealed class LeafConditions(ConditionContext context)
{
    /// <summary>A detection clears when it was not seen for so long, where the file does not say otherwise.</summary>
    private static readonly TimeSpan SeenFor = TimeSpan.FromMinutes(10);

    public ThresholdCondition? Threshold(YamlMap map)
    {
        var metric = map.Id("metric");
        var limit = LimitText.Read(map);
        var (hold, clearFor) = Durations(map);
        var valid = map.Duration("valid_for", TimeSpan.Zero);
        map.Finish();
        return metric is not null && limit is { } found && hold is { } raising && clearFor is { } clearing && valid is { } lasts
            && CheckMetric(map, metric, found.Key, found.Limit.Threshold)
            ? new ThresholdCondition(metric, found.Limit.Comparison, found.Limit.Threshold, found.Limit.Clear, raising, clearing)
            {
                ValidFor = lasts > TimeSpan.Zero ? lasts : null,
            }
            : null;
    }

    public static OfflineCondition? Offline(YamlMap map)
    {
        var duration = map.Duration("for", TimeSpan.Zero);
        map.Finish();
        return duration is { } beyond ? new OfflineCondition(beyond) : null;
    }

    public RateCondition? Rate(YamlMap map)
    {
        var metric = map.Id("metric");
        var limit = LimitText.Read(map);
        var (per, over) = (Positive(map, "per"), Positive(map, "over"));
        map.Finish();
        return metric is not null && limit is { } found && per is { } unit && over is { } span && CheckMetric(map, metric, null, 0)
            ? new RateCondition(metric, unit, span, found.Limit)
            : null;
    }

    public WindowCondition? Window(YamlMap map)
    {
        var metric = map.Id("metric");
        var statistic = map.Choice<WindowStatistic>("stat");
        var over = Positive(map, "over");
        var limit = LimitText.Read(map);
        var coverage = map.Number("min_coverage", 0.75);
        map.Finish();
        if (coverage is < 0 or > 1)
        {
            map.Error("min_coverage", $"'min_coverage' must lie between 0 and 1, not {coverage}");
            return null;
        }

        return metric is not null && statistic is { } stat && over is { } span && limit is { } found && coverage is { } least
            && CheckMetric(map, metric, null, 0)
            ? new WindowCondition(metric, stat, span, found.Limit, least)
            : null;
    }

    public CountCondition? Count(YamlMap map)
    {
        var match = Match(map, "event");
        var atLeast = map.Integer("at_least", 1, 1_000_000);
        var span = Positive(map, "in");
        map.Finish();
        return match is not null && atLeast is { } number && span is { } time ? new CountCondition(match, number, time) : null;
    }

    public AlertCondition? Event(YamlMap map, bool momentary)
    {
        var match = Match(map, "type");
        var clearFor = map.Duration("clear_for", momentary ? TimeSpan.Zero : SeenFor);
        map.Finish();
        return match is null || clearFor is not { } clearing ? null
            : clearing > TimeSpan.Zero ? new HeldCondition(new EventCondition(match), TimeSpan.Zero, clearing)
            : new EventCondition(match);
    }

    public AbsenceCondition? Absence(YamlMap map)
    {
        var metric = map.Id("metric", optional: true);
        var match = map.Has("event") ? Match(map, "event") : null;
        var span = Positive(map, "for");
        map.Finish();
        if (map.Has("metric") && map.Has("event"))
        {
            map.Error("event", "an absence is of a 'metric' or of an 'event', not of both");
            return null;
        }

        return span is not { } time || map.Has("metric") != (metric is not null) || map.Has("event") != (match is not null)
            || (metric is not null && !CheckMetric(map, metric, null, 0))
            ? null
            : new AbsenceCondition(metric, match, time);
    }

    public static StateCondition? State(YamlMap map)
    {
        var attribute = map.Text("attribute");
        var one = map.Text("is", optional: true);
        var several = map.Texts("in", "a text").Select(static entry => entry.Text).ToList();
        map.Finish();
        if (map.Has("is") == map.Has("in") || (map.Has("in") && several.Count == 0))
        {
            map.Error("", "a state has either 'is' (one text) or 'in' (a list of texts)");
            return null;
        }

        return attribute is null || (map.Has("is") && one is null) ? null : new StateCondition(attribute, one is null ? several : [one]);
    }

    public static QualityCondition? Quality(YamlMap map)
    {
        var states = QualityStates.None;
        var names = ChoiceNames<QualityStates>.All;
        var count = 0;
        foreach (var (text, node) in map.Texts("is", "a state of the data check"))
        {
            count++;
            var index = names.IndexOf(text);
            if (index <= 0)
            {
                map.Error(node, $"'{text}' is nothing that the data check finds; it must be one of {string.Join(", ", names.Skip(1))}" + Spelling.Suggest(text, names));
                return null;
            }

            states |= ChoiceNames<QualityStates>.Values[index];
        }

        map.Finish();
        if (count == 0)
        {
            map.Error("is", $"'is' must be a list of {string.Join(", ", names.Skip(1))}, like [frozen]");
            return null;
        }

        return new QualityCondition(states);
    }

    public static ClockCondition? Clock(YamlMap map)
    {
        var limit = LimitText.Read(map);
        var (hold, clearFor) = Durations(map);
        map.Finish();
        return limit is { } found && hold is { } raising && clearFor is { } clearing ? new ClockCondition(found.Limit, raising, clearing) : null;
    }

    public NeighbourCondition? Neighbours(YamlMap map)
    {
        var metric = map.Id("metric");
        var differs = map.Number("differs_by");
        var clear = map.Has("clear_by") ? map.Number("clear_by") : differs;
        var atLeast = map.Integer("at_least", 2, 1000, 3);
        map.Finish();
        if (clear > differs || differs <= 0)
        {
            map.Error("differs_by", "'differs_by' must be larger than zero, and 'clear_by' not larger than it");
            return null;
        }

        return metric is not null && differs is { } by && clear is { } back && atLeast is { } least && CheckMetric(map, metric, null, 0)
            ? new NeighbourCondition(metric, by, back, least)
            : null;
    }

    public static TimeSpan? Positive(YamlMap map, string key)
    {
        var duration = map.Duration(key);
        if (duration == TimeSpan.Zero)
        {
            map.Error(key, $"'{key}' must be longer than zero");
            return null;
        }

        return duration;
    }

    private static (TimeSpan? For, TimeSpan? ClearFor) Durations(YamlMap map) =>
        (map.Duration("for", TimeSpan.Zero), map.Duration("clear_for", TimeSpan.Zero));

    private EventMatch? Match(YamlMap map, string typeKey)
    {
        var type = map.Text(typeKey);
        var value = map.Text("value", optional: true);
        var confidence = map.Number("min_confidence", 0);
        WatchList? list = null;
        var listId = map.Id("watch_list", optional: true);
        if (listId is not null && !context.WatchLists.TryResolve(listId, out list, out var error))
        {
            map.Error("watch_list", error);
            return null;
        }

        if (confidence is < 0 or > 1)
        {
            map.Error("min_confidence", $"'min_confidence' must lie between 0 and 1, not {confidence}");
            return null;
        }

        return type is null || confidence is not { } least || (map.Has("watch_list") && list is null) || (map.Has("value") && value is null)
            ? null
            : new EventMatch(type, value is null ? null : WatchList.Normalize(value), list, least);
    }

    private bool CheckMetric(YamlMap map, string metric, string? limitKey, double limit)
    {
        var isValid = true;
        foreach (var kind in context.Kinds)
        {
            var definition = kind.AllMetrics.FirstOrDefault(m => m.Id == metric);
            if (definition is null)
            {
                map.Error("metric", $"kind '{kind.Id}' has no metric '{metric}'{Spelling.Suggest(metric, kind.AllMetrics.Select(m => m.Id))}");
                isValid = false;
            }
            else if (limitKey is not null && (limit < definition.Min || limit > definition.Max))
            {
                map.Error(limitKey, $"'{limitKey}' ({limit}) lies outside of what '{metric}' of kind '{kind.Id}' can be ({definition.Min} to {definition.Max})");
                isValid = false;
            }
        }

        return isValid;
    }
}
