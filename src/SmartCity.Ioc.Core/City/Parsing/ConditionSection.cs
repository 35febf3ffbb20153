using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>A rule's <c>condition</c>: exactly one sort of it, under its own name.</summary>
internal static class ConditionSection
{
    private static readonly (string Key, Comparison Comparison)[] Limits =
    [
        ("at_or_above", Comparison.AtOrAbove),
        ("above", Comparison.Above),
        ("at_or_below", Comparison.AtOrBelow),
        ("below", Comparison.Below),
    ];

    /// <param name="kinds">The kinds that the rule watches; each must declare the metric.</param>
    public static AlertCondition? Read(YamlMap map, IReadOnlyList<DeviceKind> kinds)
    {
        var threshold = map.Map("threshold", "a threshold", optional: true);
        var offline = map.Map("offline", "an offline condition", optional: true);
        if (map.Has("threshold") == map.Has("offline"))
        {
            map.Error("", "a condition is either 'threshold' or 'offline'");
            map.Finish();
            return null;
        }

        map.Finish();
        return threshold is not null ? ReadThreshold(threshold, kinds) : offline is not null ? ReadOffline(offline) : null;
    }

    private static OfflineCondition? ReadOffline(YamlMap map)
    {
        var duration = map.Duration("for", TimeSpan.Zero);
        map.Finish();
        return duration is { } beyond ? new OfflineCondition(beyond) : null;
    }

    private static ThresholdCondition? ReadThreshold(YamlMap map, IReadOnlyList<DeviceKind> kinds)
    {
        var metric = map.Id("metric");
        var given = Limits.Where(limit => map.Has(limit.Key)).ToArray();
        if (given.Length != 1)
        {
            map.Error(given.Length > 1 ? given[1].Key : "metric",
                $"a threshold has exactly one of {string.Join(", ", Limits.Select(l => l.Key))}");
        }

        var limit = given.Length == 1 ? map.Number(given[0].Key) : null;
        var clear = map.Has("clear") ? map.Number("clear") : limit;
        var (hold, clearFor) = (map.Duration("for", TimeSpan.Zero), map.Duration("clear_for", TimeSpan.Zero));
        map.Finish();
        if (metric is null || limit is not { } level || clear is not { } back || hold is not { } raising || clearFor is not { } clearing)
        {
            return null;
        }

        var (key, comparison) = given[0];
        var upwards = comparison is Comparison.AtOrAbove or Comparison.Above;
        if (upwards ? back > level : back < level)
        {
            map.Error("clear", $"'clear' ({back}) lies on the raising side of '{key}' ({level}): it must be {(upwards ? "at most" : "at least")} {level}");
            return null;
        }

        var valid = true;
        foreach (var kind in kinds)
        {
            valid &= CheckMetric(map, kind, metric, key, level);
        }

        return valid ? new ThresholdCondition(metric, comparison, level, back, raising, clearing) : null;
    }

    private static bool CheckMetric(YamlMap map, DeviceKind kind, string metric, string key, double limit)
    {
        var definition = kind.Metrics.FirstOrDefault(m => m.Id == metric);
        if (definition is null)
        {
            map.Error("metric", $"kind '{kind.Id}' has no metric '{metric}'{Spelling.Suggest(metric, kind.Metrics.Select(m => m.Id))}");
            return false;
        }

        if (limit < definition.Min || limit > definition.Max)
        {
            map.Error(key, $"'{key}' ({limit}) lies outside of what '{metric}' of kind '{kind.Id}' can be ({definition.Min} to {definition.Max})");
            return false;
        }

        return true;
    }
}
