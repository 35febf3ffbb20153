using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>A limit in YAML: <c>at_or_above: 150, clear: 140</c>.</summary>
internal static class LimitText
{
    public static readonly (string Key, Comparison Comparison)[] Keys =
    [
        ("at_or_above", Comparison.AtOrAbove),
        ("above", Comparison.Above),
        ("at_or_below", Comparison.AtOrBelow),
        ("below", Comparison.Below),
    ];

    /// <returns>The limit and the key under which it stands; null when something is wrong with it.</returns>
    public static (Limit Limit, string Key)? Read(YamlMap map)
    {
        var given = Array.FindAll(Keys, limit => map.Has(limit.Key));
        if (given.Length != 1)
        {
            map.Error(given.Length > 1 ? given[1].Key : "metric", $"a threshold has exactly one of {string.Join(", ", Keys.Select(l => l.Key))}");
        }

        var limit = given.Length == 1 ? map.Number(given[0].Key) : null;
        var clear = map.Has("clear") ? map.Number("clear") : limit;
        if (limit is not { } level || clear is not { } back)
        {
            return null;
        }

        var (key, comparison) = given[0];
        var isUpwards = comparison is Comparison.AtOrAbove or Comparison.Above;
        if (isUpwards ? back > level : back < level)
        {
            map.Error("clear", $"'clear' ({back}) lies on the raising side of '{key}' ({level}): it must be {(isUpwards ? "at most" : "at least")} {level}");
            return null;
        }

        return (new Limit(comparison, level, back), key);
    }
}
