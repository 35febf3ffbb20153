using System.Globalization;
using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>The conditions that know what day it is.</summary>
internal sealed class TimeConditions(ConditionContext context)
{
    private static readonly List<string> Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"];

    public ScheduleCondition? Schedule(YamlMap map)
    {
        byte days = 0;
        var count = 0;
        var isValid = true;
        foreach (var (text, node) in map.Texts("days", "a day"))
        {
            count++;
            var index = Days.IndexOf(text);
            if (index < 0)
            {
                map.Error(node, $"'{text}' is not a day; it must be one of {string.Join(", ", Days)}" + Spelling.Suggest(text, Days));
                isValid = false;
            }

            days |= (byte)(1 << Math.Max(0, index));
        }

        var (from, to) = (Minutes(map, "from", "00:00"), Minutes(map, "to", "24:00"));
        map.Finish();
        if (map.Has("days") && count == 0)
        {
            map.Error("days", $"'days' must be a list of {string.Join(", ", Days)}");
            return null;
        }

        return isValid && from is { } begin && to is { } end
            ? new ScheduleCondition(count == 0 ? byte.MaxValue : days, begin, end, context.Calendar)
            : null;
    }

    public BaselineCondition? Baseline(YamlMap map)
    {
        var metric = map.Id("metric");
        var deviations = map.Number("deviations", 4);
        var clear = map.Number("clear_deviations", deviations / 2 ?? 2);
        var least = map.Number("min_difference", 0);
        var direction = map.Has("direction") ? map.Choice<BaselineDirection>("direction") : BaselineDirection.Both;
        var weeks = map.Integer("min_weeks", 1, 8, 2);
        map.Finish();
        if (deviations <= 0 || clear > deviations || clear < 0 || least < 0)
        {
            map.Error("deviations", "'deviations' must be larger than zero, 'clear_deviations' between zero and it, and 'min_difference' not below zero");
            return null;
        }

        foreach (var kind in context.Kinds.Where(kind => metric is not null && kind.AllMetrics.All(m => m.Id != metric)))
        {
            map.Error("metric", $"kind '{kind.Id}' has no metric '{metric}'{Spelling.Suggest(metric!, kind.AllMetrics.Select(m => m.Id))}");
            return null;
        }

        return metric is not null && deviations is { } far && clear is { } near && least is { } difference && direction is { } side && weeks is { } known
            ? new BaselineCondition(metric, far, near, difference, side, known, context.Calendar)
            : null;
    }

    private static int? Minutes(YamlMap map, string key, string fallback)
    {
        var text = map.Has(key) ? map.Text(key) : fallback;
        if (text is null)
        {
            return null;
        }

        if (text == "24:00")
        {
            return 24 * 60;
        }

        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return (time.Hour * 60) + time.Minute;
        }

        map.Error(key, $"'{key}' must be a time of day in quotes, like \"07:00\", not '{text}'");
        return null;
    }
}
