namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>kinds.yaml</c>: the sorts of devices, what they measure and how often they speak.</summary>
internal static class KindsSection
{
    public const string FileName = "kinds.yaml";
    private const int DefaultDecimals = 1;

    /// <summary>Stands in where the file leaves it to be learned, until it is.</summary>
    private static readonly TimeSpan Unlearned = TimeSpan.FromMinutes(1);

    /// <summary>Silence of three intervals is offline where the file does not say otherwise.</summary>
    private const int DefaultOfflineIntervals = 3;

    /// <summary>Members of the payload that have a meaning of their own (CONTRACT section 3) and can not be metrics.</summary>
    private static readonly string[] Reserved = ["ts", "seq", "id", "zone", "type", "loc", "events", "status"];

    /// <param name="known">Filled with every kind of the file.</param>
    /// <returns>The kinds without an error.</returns>
    public static IReadOnlyList<DeviceKind> Read(YamlMap map, Known<DeviceKind> known, CityErrors errors)
    {
        var kinds = new List<DeviceKind>();
        foreach (var item in map.Maps("kinds", "a kind"))
        {
            var before = errors.Count;
            var id = item.Id("id") is { } given && known.TryDeclare(item, given) ? given : null;
            var name = item.Localized("name");
            var domain = item.Choice<Domain>("domain");
            var interval = Positive(item, "interval", item.Duration("interval", Unlearned));
            var offline = Positive(item, "offline_after", item.Duration("offline_after", DefaultOfflineIntervals * (interval ?? TimeSpan.Zero)));
            var priority = item.Choice<KindPriority>("priority", optional: true);
            var metrics = ReadMetrics(item);
            var derived = DerivedSection.Read(item, metrics);
            item.Finish();
            if (interval is { } expected && offline is { } after && after <= expected)
            {
                item.Error("offline_after", "'offline_after' must be longer than 'interval', or every device is offline between two messages");
            }
            else if (errors.Count == before)
            {
                kinds.Add(new DeviceKind(kinds.Count, id!, name!, domain!.Value, interval!.Value, offline!.Value, metrics)
                {
                    Derived = derived,
                    IsIntervalGiven = item.Has("interval"),
                    Priority = priority,
                });
                known.Define(id!, kinds[^1]);
            }
        }

        map.Finish();
        return kinds;
    }

    private static TimeSpan? Positive(YamlMap item, string key, TimeSpan? duration)
    {
        if (duration == TimeSpan.Zero && item.Has(key))
        {
            item.Error(key, $"'{key}' must be longer than zero");
            return null;
        }

        return duration;
    }

    private static List<MetricDefinition> ReadMetrics(YamlMap kind)
    {
        var metrics = new List<MetricDefinition>();
        var known = new Known<MetricDefinition>("metric");
        foreach (var item in kind.Maps("metrics", "a metric"))
        {
            var id = item.Id("id");
            if (id is not null && Reserved.Contains(id))
            {
                item.Error("id", $"'{id}' can not be a metric: in a payload it means something else");
                id = null;
            }
            else if (id is not null && !known.TryDeclare(item, id))
            {
                id = null;
            }

            var name = item.Localized("name");
            var unit = item.Has("unit") ? item.Text("unit") : "";
            var (min, max) = (item.Number("min"), item.Number("max"));
            var decimals = item.Integer("decimals", 0, 6, DefaultDecimals);
            var percentiles = item.Flag("percentiles", fallback: false);
            var maxChange = item.Has("max_change") ? item.Number("max_change") : null;
            var maxTrend = item.Has("max_trend") ? item.Number("max_trend") : null;
            var lively = item.Flag("lively", fallback: false);
            var flatAfter = item.Has("flat_after") ? Positive(item, "flat_after", item.Duration("flat_after")) : null;
            item.Finish();
            if (maxChange <= 0)
            {
                item.Error("max_change", $"'max_change' ({maxChange}) must be above zero: it is in the metric's unit a second");
                continue;
            }

            if (maxTrend <= 0)
            {
                item.Error("max_trend", $"'max_trend' ({maxTrend}) must be above zero: it is in the metric's unit a minute");
                continue;
            }

            if (min >= max)
            {
                item.Error("min", $"'min' ({min}) must be smaller than 'max' ({max})");
            }
            else if (id is not null && name is not null && unit is not null && min is { } low && max is { } high
                && decimals is { } digits && percentiles is { } sketch)
            {
                metrics.Add(new MetricDefinition(id, name, unit, low, high, digits, sketch)
                {
                    MaxChangePerSecond = maxChange,
                    FlatAfter = flatAfter,
                    MaxTrendPerMinute = maxTrend,
                    Lively = lively ?? false,
                });
            }
        }

        return metrics;
    }
}
