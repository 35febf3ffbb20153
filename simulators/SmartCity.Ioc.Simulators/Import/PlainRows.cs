using System.Globalization;
using SmartCity.Ioc.Simulators.Replay;

namespace SmartCity.Ioc.Simulators.Import;

/// <summary>
/// A CSV that says by its header what a mapping would. The time in <c>ts</c> or <c>time</c>: RFC 3339 with an offset, or milliseconds since 1970. The
/// device in <c>topic</c>, or in <c>zone</c>, <c>kind</c> and <c>device</c>. Then <c>metric</c> and <c>value</c>, or a column for each metric. <c>seq</c> where the
/// device counts. An empty cell is no value.
/// </summary>
/// <param name="file">Its name, for messages.</param>
internal sealed class PlainRows(string file, TextReader reader, DeviceTable devices)
{
    private const string Topic = "topic";
    private const string Sequence = "seq";
    private const string Metric = "metric";
    private const string Value = "value";
    private static readonly string[] Times = ["ts", "time"];
    private static readonly string[] Parts = ["zone", "kind", "device"];
    private readonly CsvRows _rows = new(reader, ',');
    private readonly Dictionary<string, IReadOnlyList<MetricColumn>> _single = new(StringComparer.Ordinal);

    /// <exception cref="InvalidDataException">The header does not say it.</exception>
    public IEnumerable<(RecordedEvent Event, string? Fault)> Read()
    {
        string[] header = [.. (_rows.Next() ?? throw new InvalidDataException($"{file} is empty")).Select(name => name.Trim('\uFEFF', ' '))];
        var time = Array.FindIndex(header, name => Times.Contains(name));
        var topic = Array.IndexOf(header, Topic);
        var parts = Parts.Select(part => Array.IndexOf(header, part)).ToArray();
        var (sequence, metric, value) = (Array.IndexOf(header, Sequence), Array.IndexOf(header, Metric), Array.IndexOf(header, Value));
        var isLong = metric >= 0 && value >= 0;
        var taken = parts.Append(time).Append(topic).Append(sequence).ToHashSet();
        var columns = Enumerable.Range(0, header.Length).Where(i => !taken.Contains(i) && header[i].Length > 0).ToArray();
        if (time < 0 || (topic < 0 && parts.Contains(-1)) || columns.Length == 0)
        {
            throw new InvalidDataException(
                $"{file} needs a mapping (--mapping), or a header with ts or time, with topic or zone, kind and device, and with metric and value or a column for each metric; it has {string.Join(", ", header)}");
        }

        var metrics = columns.Select(i => Column(header[i])).ToArray();
        while (_rows.Next() is { } row)
        {
            if (row.Count < header.Length)
            {
                yield return (default, Fault($"the row has {row.Count} columns of {header.Length}"));
            }
            else if (!RecordedTime.TryRead(TimeOf(row[time]), row[time].Trim(), out var at, out var reason))
            {
                yield return (default, Fault(reason));
            }
            else
            {
                var values = new double[isLong ? 1 : columns.Length];
                var wrong = -1;
                for (var i = 0; i < values.Length && wrong < 0; i++)
                {
                    var column = isLong ? value : columns[i];
                    wrong = TryNumber(row[column], out values[i]) ? -1 : column;
                }

                if (wrong >= 0)
                {
                    yield return (default, Fault($"'{row[wrong]}' in column '{header[wrong]}' is not a number"));
                }
                else if (Array.Exists(values, v => !double.IsNaN(v)))
                {
                    var who = devices.OfTopic(topic >= 0 ? row[topic].Trim() : $"ioc/v1/{row[parts[0]].Trim()}/{row[parts[1]].Trim()}/{row[parts[2]].Trim()}");
                    yield return (new RecordedEvent(at, who, isLong ? Single(row[metric].Trim()) : metrics, values, Sequence: Counter(row, sequence)), null);
                }
            }
        }
    }

    private static MetricColumn Column(string name) => new(name, name, 1, 0, null, null, new Dictionary<string, double>());

    private static TimeColumn TimeOf(string text) =>
        new("", text.AsSpan().Trim().ContainsAnyExceptInRange('0', '9') ? "rfc3339" : "unix_ms", null, default, 1);

    private static bool TryNumber(string text, out double value)
    {
        value = double.NaN;
        return string.IsNullOrWhiteSpace(text) || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value));
    }

    private static ulong? Counter(IReadOnlyList<string> row, int column) =>
        column >= 0 && ulong.TryParse(row[column], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;

    private IReadOnlyList<MetricColumn> Single(string metric)
    {
        if (!_single.TryGetValue(metric, out var columns))
        {
            columns = [Column(metric)];
            _single[metric] = columns;
        }

        return columns;
    }

    private string Fault(string reason) => $"{file}:{_rows.Line}: {reason}";
}
