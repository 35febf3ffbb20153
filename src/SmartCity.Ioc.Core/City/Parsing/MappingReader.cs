using SmartCity.Ioc.City.Decoding;
using YamlDotNet.RepresentationModel;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>One mapping of <c>decoders.yaml</c> or of a preset.</summary>
/// <param name="parameters">What stands for <c>$name</c> in a preset's topics.</param>
internal sealed class MappingReader(YamlMap map, CityErrors errors, IReadOnlyDictionary<string, string>? parameters = null)
{
    private IReadOnlyList<string> _names = [];

    /// <summary>The caller finishes the map.</summary>
    /// <returns>Null with at least one error added.</returns>
    public MessageMapping? Read(string decoder, TimeZoneInfo timeZone)
    {
        var before = errors.Count;
        var topic = Topic();
        _names = topic?.Names ?? [];
        var ignored = map.Flag("ignore", fallback: false) == true;
        var format = map.Has("format") ? map.Choice<PayloadFormat>("format") : PayloadFormat.Json;
        var time = Time(timeZone, out var timeFormat, out var zoneOfTime);
        var mapping = new
        {
            When = Conditions(map),
            Each = Path("each"),
            Zone = Template("zone", _names, optional: true),
            Kind = Template("kind", _names, optional: ignored),
            Device = Template("device", _names, optional: ignored),
            Devices = Devices(),
            Sequence = Path("seq"),
            SequenceMissing = map.Has("seq_missing") ? map.Integer("seq_missing", 0, int.MaxValue) : null,
            Historical = Path("historical"),
            Location = Location(),
            Status = Status(),
            Metrics = Metrics(),
            Attributes = Attributes(),
            Events = Events(),
            Rows = Rows(),
            Members = Members(),
            Rename = map.TextMap("rename"),
            Drop = map.TextList("drop"),
        };
        if (ignored && mapping.When.Count > 0)
        {
            map.Error("ignore", "'ignore' leaves topics unheard and can not depend on what is in a message; remove 'when'");
        }

        if (errors.Count > before || topic is null)
        {
            return null;
        }

        return new MessageMapping
        {
            Decoder = decoder,
            Topic = topic,
            Format = format ?? PayloadFormat.Json,
            IsIgnored = ignored,
            When = mapping.When,
            Each = mapping.Each,
            Zone = mapping.Zone,
            Kind = mapping.Kind ?? TextTemplate.Of("other"),
            Device = mapping.Device ?? TextTemplate.Of("other"),
            Devices = mapping.Devices,
            Time = time,
            TimeFormat = timeFormat,
            TimeZone = zoneOfTime,
            Sequence = mapping.Sequence,
            SequenceMissing = (ulong?)mapping.SequenceMissing,
            Historical = mapping.Historical,
            Location = mapping.Location,
            Status = mapping.Status,
            Metrics = mapping.Metrics,
            Attributes = mapping.Attributes,
            Events = mapping.Events,
            Rows = mapping.Rows,
            Members = mapping.Members,
            Rename = mapping.Rename,
            Drop = mapping.Drop.ToHashSet(StringComparer.Ordinal),
        };
    }

    public TextTemplate? Template(string key, IReadOnlyCollection<string> names, bool optional) =>
        map.Text(key, optional) is { } text ? Template(map, key, text, names) : null;

    /// <summary>The table of devices by the sender's names for them.</summary>
    public Dictionary<string, DeviceTarget> Devices()
    {
        var devices = new Dictionary<string, DeviceTarget>(StringComparer.Ordinal);
        foreach (var item in map.Maps("devices", "a device", optional: true))
        {
            var (from, device, zone, kind) = (item.Text("from"), item.Id("device", optional: true), item.Id("zone", optional: true), item.Id("kind", optional: true));
            var at = item.Point("at", optional: true);
            item.Finish();
            if (from is not null && !devices.TryAdd(from, new DeviceTarget(device, zone, kind, at)))
            {
                item.Error("from", $"'{from}' stands twice");
            }
        }

        return devices;
    }

    private TopicPattern? Topic()
    {
        if (map.Text("topic") is not { } text)
        {
            return null;
        }

        foreach (var (name, value) in parameters ?? new Dictionary<string, string>())
        {
            text = text.Replace(name, value, StringComparison.Ordinal);
        }

        var topic = TopicPattern.Parse(text, out var fault);
        if (topic is null)
        {
            map.Error("topic", $"'{text}' {fault}");
        }
        else if (DecodersSection.IsOwn(topic))
        {
            map.Error("topic", $"'{text}' would take the topics below ioc/, which are the contract's own; begin with the sender's own word");
        }

        return topic;
    }

    private List<FieldPath> Time(TimeZoneInfo timeZone, out TimeFormat format, out TimeZoneInfo zone)
    {
        format = TimeFormat.Auto;
        zone = timeZone;
        if (!map.Has("time") || map.Node.Children[new YamlScalarNode("time")] is not YamlMappingNode)
        {
            return Paths(map, "time");
        }

        var time = map.Map("time", "the time")!;
        format = time.Has("format") ? time.Choice<TimeFormat>("format") ?? TimeFormat.Auto : TimeFormat.Auto;
        zone = DecodersSection.TimeZone(time) ?? timeZone;
        var paths = Paths(time, "path");
        if (paths.Count == 0)
        {
            time.Error("path", "'path' is missing in the time; it says where in the payload the time stands");
        }

        time.Finish();
        return paths;
    }

    private LocationMapping? Location()
    {
        if (map.Map("location", "the location", optional: true) is not { } location)
        {
            return null;
        }

        var (lat, lon, geoJson) = (Path(location, "lat"), Path(location, "lon"), Path(location, "geojson"));
        location.Finish();
        if (geoJson is null && (lat is null || lon is null))
        {
            location.Error("lat", "the location needs 'lat' and 'lon', or 'geojson'");
        }

        return new LocationMapping(lat, lon, geoJson);
    }

    private StatusMapping? Status()
    {
        if (map.Map("status", "the status", optional: true) is not { } status)
        {
            return null;
        }

        var path = Path(status, "path");
        var (online, offline) = (status.TextList("online"), status.TextList("offline"));
        status.Finish();
        if (path is null || online.Count + offline.Count == 0)
        {
            status.Error("path", "the status needs 'path', and words in 'online' or 'offline'");
            return null;
        }

        return new StatusMapping(path, online, offline);
    }

    private List<MetricMapping> Metrics()
    {
        var metrics = new List<MetricMapping>();
        foreach (var item in map.Maps("metrics", "a metric", optional: true))
        {
            var id = item.Id("id");
            var (first, count, sum) = (Paths(item, "path"), Paths(item, "count"), Paths(item, "sum"));
            var fold = count.Count > 0 ? MetricFold.Count : sum.Count > 0 ? MetricFold.Sum : MetricFold.First;
            var unit = Unit(item);
            var (scale, offset) = (item.Number("scale", 1), item.Number("offset", 0));
            var words = Words(item);
            item.Finish();
            if (new[] { first, count, sum }.Count(paths => paths.Count > 0) != 1)
            {
                item.Error("id", "a metric needs exactly one of 'path', 'count' and 'sum'");
            }
            else if (id is not null && scale is { } factor && offset is { } shift)
            {
                metrics.Add(new MetricMapping(id, [.. first, .. count, .. sum], fold, unit, factor, shift, words));
            }
        }

        return metrics;
    }

    private List<AttributeMapping> Attributes() =>
    [
        .. map.TextMap("attributes").Select(pair => (pair.Key, Template: Template(map, "attributes", pair.Value, _names)))
            .Where(pair => pair.Template is not null).Select(pair => new AttributeMapping(pair.Key, pair.Template!)),
    ];

    private List<EventMapping> Events()
    {
        var events = new List<EventMapping>();
        foreach (var item in map.Maps("events", "an event", optional: true))
        {
            var each = Path(item, "each");
            var type = item.Text("type") is { } text ? Template(item, "type", text, _names) : null;
            var value = item.Text("value", optional: true) is { } shown ? Template(item, "value", shown, _names) : null;
            var confidence = Path(item, "confidence");
            var with = item.TextMap("with").Select(pair => (pair.Key, Path: Path(item, "with", pair.Value))).Where(pair => pair.Path is not null).ToList();
            var when = Conditions(item);
            item.Finish();
            if (type is not null)
            {
                events.Add(new EventMapping(each, type, value, confidence, [.. with.Select(pair => (pair.Key, pair.Path!))], when));
            }
        }

        return events;
    }

    private List<RowsMapping> Rows()
    {
        var rows = new List<RowsMapping>();
        foreach (var item in map.Maps("rows", "a list of rows", optional: true))
        {
            var each = Path(item, "each");
            var name = item.Text("name") is { } text ? Template(item, "name", text, _names) : null;
            var values = Paths(item, "value");
            var unit = Path(item, "unit");
            var (unitNames, units, words) = (item.TextMap("unit_names"), Units(item), Words(item));
            item.Finish();
            if (each is null || values.Count == 0)
            {
                item.Error("each", "a list of rows needs 'each' and 'value'");
            }
            else if (name is not null)
            {
                rows.Add(new RowsMapping(each, name, values, unit, unitNames, units, words));
            }
        }

        return rows;
    }

    private List<MembersMapping> Members()
    {
        var members = new List<MembersMapping>();
        foreach (var item in map.Maps("members", "a set of members", optional: true))
        {
            var path = Path(item, "path");
            var except = item.TextList("except");
            var units = Units(item);
            var numbers = item.Flag("numbers_in_text", fallback: false);
            var words = Words(item);
            item.Finish();
            members.Add(new MembersMapping(path, except.ToHashSet(StringComparer.Ordinal), units, numbers == true, words));
        }

        return members;
    }

    private List<MappingCondition> Conditions(YamlMap from)
    {
        var conditions = new List<MappingCondition>();
        foreach (var (key, values) in from.TextListMap("when"))
        {
            if (Template(from, "when", "{" + key + "}", _names) is { } what)
            {
                conditions.Add(new MappingCondition(what, values is ["*"] or ["!"] ? [] : values, values is ["!"]));
            }
        }

        return conditions;
    }

    private static Dictionary<string, double> Words(YamlMap item)
    {
        var words = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (word, text) in item.TextMap("words"))
        {
            if (double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number))
            {
                words[word] = number;
            }
            else
            {
                item.Error("words", $"'{word}' in 'words' must stand for a number, not '{text}'");
            }
        }

        return words;
    }

    private static IReadOnlyDictionary<string, string> Units(YamlMap item)
    {
        var units = item.TextMap("units");
        foreach (var (name, unit) in units.Where(pair => !UnitTable.IsKnown(pair.Value)))
        {
            item.Error("units", $"'{unit}' of '{name}' is not a unit that can be converted; write it as UCUM does, like Cel, hPa or ug/m3");
        }

        return units;
    }

    private static string? Unit(YamlMap item)
    {
        var unit = item.Text("unit", optional: true);
        if (unit is not null && !UnitTable.IsKnown(unit))
        {
            item.Error("unit", $"'{unit}' is not a unit that can be converted; write it as UCUM does, like Cel, hPa or ug/m3");
        }

        return unit;
    }

    private static TextTemplate? Template(YamlMap from, string key, string text, IReadOnlyCollection<string> names)
    {
        var template = TextTemplate.Parse(text, names, out var fault);
        if (template is null)
        {
            from.Error(key, $"'{text}' in '{key}' {fault}");
        }

        return template;
    }

    private FieldPath? Path(string key) => Path(map, key);

    private static FieldPath? Path(YamlMap from, string key) => from.Text(key, optional: true) is { } text ? Path(from, key, text) : null;

    private static FieldPath? Path(YamlMap from, string key, string text)
    {
        var path = FieldPath.Parse(text, out var fault);
        if (path is null)
        {
            from.Error(key, $"'{text}' in '{key}' {fault}");
        }

        return path;
    }

    private static List<FieldPath> Paths(YamlMap from, string key) =>
        [.. from.TextList(key).Select(text => Path(from, key, text)).Where(path => path is not null).Select(path => path!)];
}
