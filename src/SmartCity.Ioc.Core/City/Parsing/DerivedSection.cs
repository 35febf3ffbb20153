namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>derived</c> of a kind: what the server works out of what its devices send.</summary>
internal static class DerivedSection
{
    /// <summary>What each index is made of: its roles, and the metric that plays one where the file does not say.</summary>
    private static readonly Dictionary<DerivedIndex, string[]> Roles = new()
    {
        [DerivedIndex.VnAqiHourly] = ["pm25", "pm10", "so2", "no2", "co", "o3"],
        [DerivedIndex.VnAqiDaily] = ["pm25", "pm10", "so2", "no2", "co", "o3"],
        [DerivedIndex.HeatIndex] = ["temp", "humidity"],
        [DerivedIndex.LevelOfService] = ["speed"],
        [DerivedIndex.FloodStage] = ["level"],
        [DerivedIndex.RateOfRise] = ["level"],
    };

    public static List<DerivedMetric> Read(YamlMap kind, IReadOnlyList<MetricDefinition> metrics)
    {
        var derived = new List<DerivedMetric>();
        foreach (var item in kind.Maps("derived", "a derived metric", optional: true))
        {
            var id = item.Id("id");
            if (id is not null && (metrics.Any(m => m.Id == id) || derived.Exists(d => d.Definition.Id == id)))
            {
                item.Error("id", $"'{id}' is a metric of the kind already");
                id = null;
            }

            var name = item.Localized("name");
            var index = item.Choice<DerivedIndex>("index");
            var freeFlow = item.Has("free_flow") ? item.Number("free_flow") : null;
            var levels = AlarmLevels(item);
            var inputs = index is { } of ? Inputs(item, of, metrics) : null;
            item.Finish();
            if (freeFlow <= 0)
            {
                item.Error("free_flow", $"'free_flow' ({freeFlow}) must be above zero");
            }
            else if (id is not null && name is not null && index is { } made && inputs is not null)
            {
                derived.Add(new DerivedMetric(Definition(id, name, made, inputs) with { Source = MetricSources.Of(made) }, made, inputs) { FreeFlowSpeed = freeFlow, AlarmLevels = levels });
            }
        }

        return derived;
    }

    /// <returns>Alarm levels I, II and III, or null where there are none.</returns>
    public static IReadOnlyList<double>? AlarmLevels(YamlMap item)
    {
        if (item.Numbers("alarm_levels", 3) is not { } levels)
        {
            return null;
        }

        if (levels[0] < levels[1] && levels[1] < levels[2])
        {
            return levels;
        }

        item.Error("alarm_levels", "'alarm_levels' must rise: alarm level I, II and III");
        return null;
    }

    private static Dictionary<string, MetricDefinition>? Inputs(YamlMap item, DerivedIndex index, IReadOnlyList<MetricDefinition> metrics)
    {
        var roles = Roles[index];
        var inputs = new Dictionary<string, MetricDefinition>(StringComparer.Ordinal);
        var given = item.Map("inputs", "the inputs", optional: true);
        foreach (var role in roles)
        {
            var metric = given?.Id(role, optional: true);
            if (metrics.FirstOrDefault(m => m.Id == (metric ?? role)) is { } found)
            {
                inputs.Add(role, found);
            }
            else if (metric is not null)
            {
                given!.Error(role, $"the kind has no metric '{metric}'{Spelling.Suggest(metric, metrics.Select(m => m.Id))}");
                return null;
            }
        }

        given?.Finish();
        return Complete(item, index, inputs) ? inputs : null;
    }

    private static bool Complete(YamlMap item, DerivedIndex index, Dictionary<string, MetricDefinition> inputs)
    {
        if (index is not (DerivedIndex.VnAqiHourly or DerivedIndex.VnAqiDaily))
        {
            if (Roles[index].FirstOrDefault(role => !inputs.ContainsKey(role)) is { } missing)
            {
                item.Error("index", $"it needs a metric '{missing}'; write inputs: {{{missing}: …}} where the kind calls it otherwise");
                return false;
            }

            return true;
        }

        if (!inputs.ContainsKey("pm25") && !inputs.ContainsKey("pm10"))
        {
            item.Error("index", "the index needs PM2.5 or PM10: a metric 'pm25' or 'pm10', or inputs: {pm25: …}");
            return false;
        }

        if (inputs.Values.FirstOrDefault(metric => metric.Unit is not ("µg/m³" or "mg/m³")) is { } odd)
        {
            item.Error("index", $"metric '{odd.Id}' has the unit '{odd.Unit}'; the index is defined for µg/m³ (and mg/m³)");
            return false;
        }

        return true;
    }

    private static MetricDefinition Definition(
        string id, LocalizedText name, DerivedIndex index, Dictionary<string, MetricDefinition> inputs) => index switch
        {
            DerivedIndex.VnAqiHourly or DerivedIndex.VnAqiDaily => new MetricDefinition(id, name, "", 0, 500, 0, false),
            DerivedIndex.HeatIndex => new MetricDefinition(id, name, "°C", -100, 150, 1, false),
            DerivedIndex.LevelOfService => new MetricDefinition(id, name, "", 1, 6, 0, false),
            DerivedIndex.FloodStage => new MetricDefinition(id, name, "", 0, 3, 0, false),
            _ => new MetricDefinition(id, name, $"{inputs["level"].Unit}/h", -1000, 1000, 2, false),
        };
}
