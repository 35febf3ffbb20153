using SmartCity.Ioc.City.Decoding;

namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>decoders.yaml</c>: which foreign messages are taken and how they are read. Each entry holds one mapping, a list of them, or
/// names a preset.</summary>
internal static class DecodersSection
{
    public const string FileName = "decoders.yaml";

    /// <summary>What a sender says of its own machinery, whatever kind its devices are.</summary>
    private const string GatewayKind = "gateway";

    /// <summary>Below this root every topic is the contract's own.</summary>
    private const string OwnRoot = "ioc";

    /// <param name="defaultTimeZone">The city's.</param>
    /// <returns>The decoders, or null with at least one error added.</returns>
    public static DecoderSet? Read(YamlMap map, string text, TimeZoneInfo defaultTimeZone, CityErrors errors)
    {
        var before = errors.Count;
        var mappings = new List<MessageMapping>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in map.Maps("decoders", "a decoder"))
        {
            var id = item.Id("id") ?? "";
            if (id.Length > 0 && !known.Add(id))
            {
                item.Error("id", $"decoder '{id}' stands already above");
            }

            var zone = TimeZone(item) ?? defaultTimeZone;
            if (item.Has("preset"))
            {
                mappings.AddRange(ReadPreset(item, id, zone, errors));
            }
            else if (item.Has("mappings"))
            {
                foreach (var form in item.Maps("mappings", "a mapping"))
                {
                    Add(mappings, new MappingReader(form, errors).Read(id, zone));
                    form.Finish();
                }
            }
            else
            {
                Add(mappings, new MappingReader(item, errors).Read(id, zone));
            }

            item.Finish();
        }

        map.Finish();
        return errors.Count > before ? null : new DecoderSet(text, mappings);
    }

    private static void Add(List<MessageMapping> mappings, MessageMapping? mapping)
    {
        if (mapping is not null)
        {
            mappings.Add(mapping);
        }
    }

    private static List<MessageMapping> ReadPreset(YamlMap item, string id, TimeZoneInfo timeZone, CityErrors errors)
    {
        var reader = new MappingReader(item, errors);
        var name = item.Text("preset");
        var given = item.TextMap("with");
        var zone = reader.Template("zone", [], optional: true);
        var kind = reader.Template("kind", [], optional: true);
        var wrap = reader.Template("device", ["device"], optional: true);
        var devices = reader.Devices();
        var rename = item.TextMap("rename");
        var drop = item.TextList("drop");
        if (name is null)
        {
            return [];
        }

        if (!DecoderPresets.Names.Contains(name))
        {
            item.Error("preset", $"there is no preset '{name}'; there are {string.Join(", ", DecoderPresets.Names)}{Spelling.Suggest(name, DecoderPresets.Names)}");
            return [];
        }

        var preset = DecoderPresets.Read(name, id, given, timeZone, out var fault);
        if (fault is not null)
        {
            item.Error("with", fault);
            return [];
        }

        return
        [
            .. preset.Select(mapping => mapping with
            {
                Zone = zone ?? mapping.Zone,
                Kind = kind is null || mapping.Kind.Constant == GatewayKind ? mapping.Kind : kind,
                DeviceWrap = wrap,
                Devices = devices,
                Rename = Joined(mapping.Rename, rename),
                Drop = new HashSet<string>(mapping.Drop.Concat(drop), StringComparer.Ordinal),
            }),
        ];
    }

    private static Dictionary<string, string> Joined(IReadOnlyDictionary<string, string> preset, IReadOnlyDictionary<string, string> city)
    {
        // The city's names come after the preset's: whoever renames sees what the preset makes.
        var joined = preset.ToDictionary(pair => pair.Key, pair => city.GetValueOrDefault(pair.Value, pair.Value), StringComparer.Ordinal);
        foreach (var (from, to) in city)
        {
            joined.TryAdd(from, to);
        }

        return joined;
    }

    /// <summary>Whether a topic could be one of the contract's.</summary>
    public static bool IsOwn(TopicPattern topic) => topic.Text.Split('/')[0] == OwnRoot || topic.Filter is "#" or "+";

    public static TimeZoneInfo? TimeZone(YamlMap map)
    {
        TimeZoneInfo? zone = null;
        if (map.Text("time_zone", optional: true) is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
        {
            map.Error("time_zone", $"'{name}' is not a time zone of this machine; write an IANA name like Asia/Ho_Chi_Minh");
        }

        return zone;
    }
}
