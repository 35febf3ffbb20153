using System.Text;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Decoding;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>Reads a mapping with the words and the error messages of a city's files.</summary>
internal static class MappingParser
{
    private enum DecimalSign
    {
        Point,
        Comma,
    }

    private enum TextEncoding
    {
        Utf8,
        Latin1,
    }

    /// <param name="path">The YAML file.</param>
    public static (RecordingMapping? Mapping, IReadOnlyList<CityError> Errors) Read(string path)
    {
        var errors = new CityErrors();
        var name = Path.GetFileName(path);
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (null, [new CityError(path, 0, $"the mapping can not be read: {fault.Message}")]);
        }

        var mapping = YamlText.Load(new CityFile(name, text), errors) is { } map ? Read(map, Path.GetDirectoryName(Path.GetFullPath(path))!, errors) : null;
        return errors.Count > 0 ? (null, errors.Sorted()) : (mapping, []);
    }

    private static RecordingMapping? Read(YamlMap map, string folder, CityErrors errors)
    {
        var name = map.Localized("name");
        _ = map.Id("city", optional: true);
        var data = map.Text("data", optional: true);
        var sources = new List<RecordingSource>();
        var devices = 0;
        foreach (var item in map.Maps("sources", "a source"))
        {
            if (ReadSource(item, errors, ref devices) is { } source)
            {
                sources.Add(source);
            }
        }

        map.Finish();
        return name is null ? null : new RecordingMapping(name.En, data is null ? null : Path.GetFullPath(data, folder), sources);
    }

    private static RecordingSource? ReadSource(YamlMap item, CityErrors errors, ref int count)
    {
        var before = errors.Count;
        var file = item.Text("file");
        var format = item.Has("format") ? item.Choice<RecordingFormat>("format") ?? RecordingFormat.Csv : RecordingFormat.Csv;
        var source = format == RecordingFormat.Payloads ? ReadPayloads(item, errors) : ReadTable(item, ref count);
        item.Finish();
        return errors.Count > before || source is null ? null : source with { File = file!, Format = format };
    }

    private static RecordingSource? ReadPayloads(YamlMap item, CityErrors errors)
    {
        var topic = item.Text("topic");
        var decoders = item.Map("decoders", "the decoders") is { } block ? DecodersSection.Read(block, "", TimeZoneInfo.Utc, errors) : null;
        return topic is null || decoders is null ? null : new RecordingSource { File = "", Topic = topic, Decoders = decoders };
    }

    private static RecordingSource? ReadTable(YamlMap item, ref int count)
    {
        var delimiter = item.Has("delimiter") ? item.Text("delimiter") : ",";
        delimiter = delimiter == "space" ? " " : delimiter == "tab" ? "\t" : delimiter;
        if (delimiter is { Length: not 1 })
        {
            item.Error("delimiter", "'delimiter' must be one character, or one of the words 'space' and 'tab'");
        }

        var comma = item.Choice<DecimalSign>("decimal", optional: true) == DecimalSign.Comma
            || IsVietnamese(item);
        var latin = item.Choice<TextEncoding>("encoding", optional: true) == TextEncoding.Latin1;
        var time = item.Map("time", "the time") is { } block ? ReadTime(block) : null;
        var arrival = item.Map("arrival", "the time of arrival", optional: true) is { } arrived ? ReadTime(arrived) : null;
        var (header, missing, sequence) = (item.TextList("header"), item.TextList("missing"), item.Text("sequence_column", optional: true));
        var devices = ReadDevices(item, ref count);
        var metrics = ReadMetrics(item, optional: devices?.Wide is not null);
        return time is null || devices is null ? null : new RecordingSource
        {
            File = "",
            Delimiter = delimiter is { Length: 1 } ? delimiter[0] : ',',
            DecimalComma = comma,
            IsLatin1 = latin,
            Header = header,
            Missing = missing.ToHashSet(StringComparer.Ordinal),
            Time = time,
            Arrival = arrival,
            SequenceColumn = sequence,
            Devices = devices,
            Metrics = metrics,
        };
    }

    // By the names that people know from their spreadsheets.
    private static bool IsVietnamese(YamlMap item)
    {
        var form = item.Text("numbers", optional: true);
        if (form is not (null or "vi-VN" or "en-US"))
        {
            item.Error("numbers", $"'numbers' is vi-VN (1.234,5) or en-US (1,234.5 without the grouping), not '{form}'");
        }

        return form == "vi-VN";
    }

    private static RecordedDevices? ReadDevices(YamlMap item, ref int count)
    {
        var known = new Dictionary<string, RecordedDevice>(StringComparer.Ordinal);
        if (item.Map("device", "the device of the whole file", optional: true) is { } whole)
        {
            return ReadTemplate(whole) is { } one ? new RecordedDevices(null, known, one, null, new HashSet<string>()) : null;
        }

        if (item.Map("each_column", "the device of a column", optional: true) is { } wide)
        {
            var except = wide.TextList("except").ToHashSet(StringComparer.Ordinal);
            var metric = ReadMetric(wide, wide.Id("metric"), "?");
            var each = ReadTemplate(wide);
            return each is null || metric is null ? null : new RecordedDevices(null, known, each, metric, except);
        }

        var column = item.Text("device_column");
        foreach (var entry in item.Maps("devices", "a device", optional: item.Has("any_device")))
        {
            var (value, zone, kind, device) = (entry.Text("value"), entry.Id("zone"), entry.Id("kind"), entry.Id("device"));
            entry.Finish();
            if (value is not null && !known.TryAdd(value, new RecordedDevice(count++, Encoding.UTF8.GetBytes($"ioc/v1/{zone}/{kind}/{device}"))))
            {
                entry.Error("value", $"'{value}' stands twice");
            }
        }

        var any = item.Map("any_device", "any other device", optional: true) is { } other ? ReadTemplate(other) : null;
        return column is null ? null : new RecordedDevices(column, known, any, null, new HashSet<string>());
    }

    private static DeviceTemplate? ReadTemplate(YamlMap map)
    {
        var (zone, kind, device) = (map.Id("zone"), map.Id("kind"), map.Text("device"));
        map.Finish();
        return zone is null || kind is null || device is null ? null : new DeviceTemplate(zone, kind, device);
    }

    private static List<MetricColumn> ReadMetrics(YamlMap item, bool optional)
    {
        var metrics = new List<MetricColumn>();
        foreach (var entry in item.Maps("metrics", "a metric", optional))
        {
            if (ReadMetric(entry, entry.Id("id"), entry.Text("column")) is { } metric)
            {
                metrics.Add(metric);
            }

            entry.Finish();
        }

        return metrics;
    }

    private static MetricColumn? ReadMetric(YamlMap entry, string? id, string? column)
    {
        var (scale, offset) = (entry.Number("scale", 1), entry.Number("offset", 0));
        var (unit, to) = (Unit(entry, "unit"), Unit(entry, "to"));
        var words = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (word, text) in entry.TextMap("words"))
        {
            if (!double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number))
            {
                entry.Error("words", $"'{word}' in 'words' must stand for a number, not '{text}'");
            }

            words[word] = number;
        }

        return id is null || column is null || scale is null || offset is null
            ? null
            : new MetricColumn(id, column, scale.Value, offset.Value, unit, to, words);
    }

    private static string? Unit(YamlMap entry, string key)
    {
        var unit = entry.Text(key, optional: true);
        if (unit is not null && !UnitTable.IsKnown(unit))
        {
            entry.Error(key, $"'{unit}' is not a unit that can be converted; write it as UCUM does, like Cel, km/h or ug/m3");
        }

        return unit;
    }

    private static TimeColumn? ReadTime(YamlMap map)
    {
        var column = map.Text("column");
        var format = map.Has("format") ? map.Text("format") : "rfc3339";
        TimeZoneInfo? zone = null;
        if (map.Text("zone", optional: true) is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
        {
            map.Error("zone", $"'{name}' is not a time zone of this machine; write an IANA name like Asia/Ho_Chi_Minh");
        }

        var start = DateTimeOffset.UnixEpoch;
        var step = 1d;
        if (format == "counter")
        {
            if (!DateTimeOffset.TryParse(map.Text("start"), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out start))
            {
                map.Error("start", "'start' must say when the counter was 0, like 2010-05-09T00:00:00Z");
            }

            step = map.Number("step_seconds") ?? 1;
        }

        map.Finish();
        return column is null || format is null ? null : new TimeColumn(column, format, zone, start, step);
    }
}
