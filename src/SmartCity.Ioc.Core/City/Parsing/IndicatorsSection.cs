using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>indicators.yaml</c>: the figures of the scorecards, which offices put and no device sends.</summary>
internal sealed class IndicatorsSection(Known<Zone> zones)
{
    public const string FileName = "indicators.yaml";
    private const int DefaultDecimals = 1;

    public IReadOnlyList<IndicatorDefinition> Read(YamlMap map, CityErrors errors)
    {
        var indicators = new List<IndicatorDefinition>();
        var known = new Known<IndicatorDefinition>("indicator");
        foreach (var item in map.Maps("indicators", "an indicator"))
        {
            var before = errors.Count;
            var id = item.Id("id") is { } given && known.TryDeclare(item, given) ? given : null;
            var name = item.Localized("name");
            var domain = item.Choice<Domain>("domain");
            var unit = item.Has("unit") ? item.Text("unit") : "";
            var direction = item.Choice<IndicatorDirection>("direction");
            var target = item.Number("target");
            var warning = item.Number("warning");
            var min = item.Has("min") ? item.Number("min") : double.NegativeInfinity;
            var max = item.Has("max") ? item.Number("max") : double.PositiveInfinity;
            var zone = ReadZone(item);
            var period = item.Duration("period");
            var source = item.Text("source");
            var decimals = item.Integer("decimals", 0, 6, DefaultDecimals);
            item.Finish();
            CheckBounds(item, direction, target, warning, min, max);
            if (period == TimeSpan.Zero)
            {
                item.Error("period", "'period' must be longer than zero");
            }

            // A zone that is wrong itself is known and has no index; its error is reported already.
            if (errors.Count == before && zone is not null)
            {
                indicators.Add(new IndicatorDefinition(
                    id!, name!, domain!.Value, unit!, direction!.Value, target!.Value, warning!.Value, zone.Index, period!.Value, source!, decimals!.Value)
                {
                    Min = min!.Value,
                    Max = max!.Value,
                });
            }
        }

        map.Finish();
        return indicators;
    }

    private Zone? ReadZone(YamlMap item)
    {
        if (item.Id("zone") is not { } id)
        {
            return null;
        }

        if (!zones.TryResolve(id, out var zone, out var error))
        {
            item.Error("zone", error);
        }

        return zone;
    }

    private static void CheckBounds(YamlMap item, IndicatorDirection? direction, double? target, double? warning, double? min, double? max)
    {
        if (min >= max)
        {
            item.Error("min", $"'min' ({min}) must be smaller than 'max' ({max})");
        }
        else if (target < min || target > max)
        {
            item.Error("target", $"'target' ({target}) must lie between 'min' and 'max'");
        }
        else if (warning < min || warning > max)
        {
            item.Error("warning", $"'warning' ({warning}) must lie between 'min' and 'max'");
        }

        if (direction == IndicatorDirection.Higher ? warning > target : direction == IndicatorDirection.Lower && warning < target)
        {
            var side = direction == IndicatorDirection.Higher ? "at most" : "at least";
            item.Error("warning", $"'warning' ({warning}) must be {side} 'target' ({target}): {ChoiceNames<IndicatorDirection>.All[(int)direction!.Value]} is better");
        }
    }
}
