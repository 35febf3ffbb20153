using System.Globalization;
using System.Text;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Simulators.City.Incidents;
using SmartCity.Ioc.Simulators.Faults;
using SmartCity.Ioc.Simulators.Sources;
using SmartCity.Ioc.Storage.City;
using YamlDotNet.RepresentationModel;

namespace SmartCity.Ioc.Simulators.Scenario;

/// <summary>Reads a scenario's folder with the words and the error messages of a city's files.</summary>
internal static class ScenarioParser
{
    /// <exception cref="IOException">A file can not be read.</exception>
    public static (ScenarioScript? Script, IReadOnlyList<CityError> Errors) Read(string folder)
    {
        var errors = new CityErrors();
        if (YamlText.Load(new CityFile("script.yaml", File.ReadAllText(Path.Combine(folder, "script.yaml"))), errors) is not { } map)
        {
            return (null, errors.Sorted());
        }

        var named = map.Id("city", optional: true);
        var own = Path.Combine(folder, "city");
        var read = CityFolder.Read(Directory.Exists(own) ? own : ShippedFiles.City(named ?? ""));
        if (read.City is not { } city)
        {
            return (null, read.Errors);
        }

        var script = Read(map, city);
        map.Finish();
        return errors.Count > 0 ? (null, errors.Sorted()) : (script, []);
    }

    private static ScenarioScript? Read(YamlMap map, CityModel city)
    {
        var name = map.Localized("name");
        var start = Time(map, "start");
        var length = map.Duration("for");
        var seed = map.Integer("seed", 0, int.MaxValue, 1);
        var script = new ScenarioScript(
            name ?? new LocalizedText("", ""), city, start ?? default, length ?? default, (ulong)(seed ?? 1), map.TextList("simulate"),
            [.. map.Maps("incidents", "an incident", optional: true).Select(item => Incident(item, city)).OfType<ScriptedIncident>().OrderBy(i => i.From)],
            [.. map.Maps("signals", "a signal", optional: true).Select(item => ReadSignal(item, city)).OfType<Signal>()],
            [.. map.Maps("messages", "a message", optional: true).Select(Message).OfType<TimedMessage>().OrderBy(message => message.At)],
            FaultScript.Read(map));
        return name is null || start is null || length is null ? null : script;
    }

    private static ScriptedIncident? Incident(YamlMap item, CityModel city)
    {
        var kind = item.Choice<IncidentKind>("type");
        var device = item.Id("device");
        var (from, lasts) = (item.Duration("from"), item.Duration("for"));
        TimeSpan? ramp = item.Has("ramp") ? item.Duration("ramp") : null;
        double? metres = item.Has("radius") ? item.Number("radius") : null;
        item.Finish();
        if (device is not null && !city.Devices.Any(known => known.Id == device))
        {
            item.Error("device", $"the city has no device '{device}'");
            return null;
        }

        return kind is { } sort && device is not null && from is { } begin && lasts is { } span
            ? new ScriptedIncident(sort, device, begin, begin + span, ramp, metres)
            : null;
    }

    private static Signal? ReadSignal(YamlMap item, CityModel city)
    {
        var id = item.Id("device");
        var interval = item.Has("interval") ? item.Duration("interval") : null;
        var noise = item.Number("noise", 0.005);
        var metrics = new Dictionary<string, IReadOnlyList<(TimeSpan, double)>>(StringComparer.Ordinal);
        if (item.Map("metrics", "a signal's metrics") is { } points)
        {
            foreach (var (key, value) in points.Node.Children)
            {
                var metric = ((YamlScalarNode)key).Value!;
                points.Has(metric);
                if (Points(value) is { Count: > 0 } parsed)
                {
                    metrics[metric] = parsed;
                }
                else
                {
                    points.Error(metric, $"'{metric}' must be a number, or points like {{0m: 1.2, 30m: 3.5}} in order of time");
                }
            }
        }

        item.Finish();
        if (id is null || city.Devices.FirstOrDefault(known => known.Id == id) is not { } device)
        {
            item.Error("device", $"the city has no device '{id}'");
            return null;
        }

        var kind = city.Kinds[device.Kind];
        return new Signal(city.Zones[device.Zone].Id, kind.Id, id, interval ?? kind.ExpectedInterval, metrics, noise ?? 0);
    }

    private static List<(TimeSpan, double)>? Points(YamlNode node)
    {
        var points = new List<(TimeSpan At, double)>();
        IEnumerable<KeyValuePair<string, string?>> pairs = node switch
        {
            YamlScalarNode one => [new("0s", one.Value)],
            YamlMappingNode many => many.Children.Select(child => new KeyValuePair<string, string?>(child.Key.ToString(), (child.Value as YamlScalarNode)?.Value)),
            _ => [],
        };
        foreach (var (at, value) in pairs)
        {
            if (!DurationText.TryParse(at, out var moment) || !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                || (points.Count > 0 && moment <= points[^1].At))
            {
                return null;
            }

            points.Add((moment, number));
        }

        return points;
    }

    private static TimedMessage? Message(YamlMap item)
    {
        var at = item.Duration("at");
        var (topic, payload) = (item.Text("topic"), item.Text("payload"));
        item.Finish();
        return at is { } moment && topic is not null && payload is not null
            ? new TimedMessage(moment, topic, Encoding.UTF8.GetBytes(payload), Retain: false, Lane: 0)
            : null;
    }

    private static DateTimeOffset? Time(YamlMap map, string key)
    {
        if (map.Text(key) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        map.Error(key, $"'{text}' must be a time with its offset, like 2025-11-17T06:00:00+07:00");
        return null;
    }
}
