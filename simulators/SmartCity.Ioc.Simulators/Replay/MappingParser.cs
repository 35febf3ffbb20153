using System.Text;
using SmartCity.Ioc.City;
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
        var delimiter = item.Has("delimiter") ? item.Text("delimiter") : ",";
        if (delimiter is { Length: not 1 })
        {
            item.Error("delimiter", "'delimiter' must be one character");
        }

        var comma = item.Choice<DecimalSign>("decimal", optional: true) == DecimalSign.Comma;
        var time = item.Map("time", "the time") is { } block ? ReadTime(block) : null;
        var column = item.Text("device_column");
        var devices = new Dictionary<string, RecordedDevice>(StringComparer.Ordinal);
        foreach (var entry in item.Maps("devices", "a device"))
        {
            var (value, zone, kind, device) = (entry.Text("value"), entry.Id("zone"), entry.Id("kind"), entry.Id("device"));
            entry.Finish();
            if (value is not null && !devices.TryAdd(value, new RecordedDevice(count++, Encoding.UTF8.GetBytes($"ioc/v1/{zone}/{kind}/{device}"))))
            {
                entry.Error("value", $"'{value}' stands twice");
            }
        }

        var metrics = new List<MetricColumn>();
        foreach (var entry in item.Maps("metrics", "a metric"))
        {
            var (metric, from) = (entry.Id("id"), entry.Text("column"));
            var (scale, offset) = (entry.Number("scale", 1), entry.Number("offset", 0));
            entry.Finish();
            if (metric is not null && from is not null && scale is { } factor && offset is { } shift)
            {
                metrics.Add(new MetricColumn(metric, from, factor, shift));
            }
        }

        item.Finish();
        return errors.Count > before || time is null ? null : new RecordingSource(file!, delimiter![0], comma, time, column!, devices, metrics);
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

        map.Finish();
        return column is null || format is null ? null : new TimeColumn(column, format, zone);
    }
}
