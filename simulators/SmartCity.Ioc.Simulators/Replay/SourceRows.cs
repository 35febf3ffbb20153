using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.City.Decoding;

namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>One file's rows as messages; a row that can not be read is a fault, named <c>file:line: message</c>.</summary>
/// <param name="file">Its name, for messages and for devices that are named after it.</param>
internal sealed class SourceRows(RecordingSource source, string file, TextReader reader, DeviceTable devices)
{
    private readonly CsvRows _rows = new(reader, source.Delimiter);
    private int _line;

    public IEnumerable<(RecordedEvent Event, string? Fault)> Read()
    {
        var columns = Columns();
        var time = Column(columns, source.Time!.Column);
        var arrival = source.Arrival is { } arrived ? Column(columns, arrived.Column) : -1;
        var device = source.Devices.Column is { } named ? Column(columns, named) : -1;
        var sequence = source.SequenceColumn is { } counter ? Column(columns, counter) : -1;
        var metrics = source.Metrics.Select(metric => Column(columns, metric.Column)).ToArray();
        var wide = source.Devices.Wide is null ? [] : Wide(columns);
        while (Next(columns) is { } row)
        {
            RecordedDevice? who = null;
            if (wide.Count == 0 && (row.Count <= device || !TryFind(device < 0 ? null : row[device], out who)))
            {
                continue;
            }

            if (row.Count < columns.Count)
            {
                yield return (default, Fault($"the row has {row.Count} columns of {columns.Count}"));
                continue;
            }

            if (!RecordedTime.TryRead(source.Time, row[time], out var at, out var reason))
            {
                yield return (default, Fault(reason));
                continue;
            }

            DateTimeOffset? arrivedAt = null;
            if (arrival >= 0)
            {
                if (!RecordedTime.TryRead(source.Arrival!, row[arrival], out var came, out reason))
                {
                    yield return (default, Fault(reason));
                    continue;
                }

                arrivedAt = came;
            }

            foreach (var (column, metric, one) in wide)
            {
                if (!TryReadValue(row[column], metric, out var value, out reason))
                {
                    yield return (default, Fault(reason));
                }
                else if (!double.IsNaN(value))
                {
                    yield return (new RecordedEvent(at, one, [metric], [value], ArrivedAt: arrivedAt), null);
                }
            }

            if (who is null)
            {
                continue;
            }

            if (!TryReadValues(row, metrics, out var values, out reason))
            {
                yield return (default, Fault(reason));
            }
            else if (Array.Exists(values, value => !double.IsNaN(value)))
            {
                yield return (new RecordedEvent(at, who, source.Metrics, values, Sequence: SequenceOf(row, sequence), ArrivedAt: arrivedAt), null);
            }
        }
    }

    private Dictionary<string, int> Columns()
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        IEnumerable<string> names = source.Header;
        if (source.Format == RecordingFormat.Jsonl)
        {
            names = new[] { source.Time!.Column, source.Devices.Column, source.SequenceColumn, source.Arrival?.Column }.OfType<string>().Concat(source.Metrics.Select(m => m.Column));
        }
        else if (source.Header.Count == 0)
        {
            names = _rows.Next() ?? throw new InvalidDataException($"{file} is empty");
        }

        foreach (var name in names)
        {
            columns.TryAdd(name.Trim('\uFEFF', ' '), columns.Count);
        }

        return columns;
    }

    // Of an object the places that the mapping names.
    private IReadOnlyList<string>? Next(Dictionary<string, int> columns)
    {
        if (source.Format != RecordingFormat.Jsonl)
        {
            var row = _rows.Next();
            _line = _rows.Line;
            return row;
        }

        string? line;
        do
        {
            line = reader.ReadLine();
            _line++;
        }
        while (line is { Length: 0 });
        if (line is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return [.. columns.Keys.Select(name => Text(document.RootElement, name))];
        }
        catch (JsonException)
        {
            // Fewer columns than there must be: named as a row that can not be read.
            return source.Devices.Column is null ? [] : null;
        }
    }

    private static string Text(JsonElement root, string path) =>
        FieldPath.Parse(path, out _) is { } place && place.TryFirst(root, root, out var found) ? JsonText.Of(found) ?? found.GetRawText() : "";

    private List<(int Column, MetricColumn Metric, RecordedDevice Device)> Wide(Dictionary<string, int> columns) =>
    [
        .. columns.Where(c => c.Key != source.Time!.Column && !source.Devices.NotWide.Contains(c.Key))
            .Select(c => (c.Value, source.Devices.Wide! with { Column = c.Key }, devices.Of(source.Devices.Any!, "column", c.Key))),
    ];

    private bool TryFind(string? name, out RecordedDevice? who)
    {
        if (name is not null && source.Devices.Known.TryGetValue(name, out who))
        {
            return true;
        }

        who = source.Devices.Any is { } any
            ? name is null ? devices.Of(any, "file", NameOf(file)) : devices.Of(any, "value", name)
            : null;
        return who is not null;
    }

    private static string NameOf(string path)
    {
        var name = Path.GetFileName(path);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? name[..dot] : name;
    }

    private int Column(Dictionary<string, int> columns, string name) => columns.TryGetValue(name, out var index)
        ? index
        : throw new InvalidDataException($"{file} has no column '{name}'; it has {string.Join(", ", columns.Keys)}");

    private string Fault(string reason) => $"{file}:{_line}: {reason}";

    private static ulong? SequenceOf(IReadOnlyList<string> row, int column) =>
        column >= 0 && ulong.TryParse(row[column].Replace("\u00a0", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence : null;

    private bool TryReadValues(IReadOnlyList<string> row, int[] columns, out double[] values, out string reason)
    {
        values = new double[columns.Length];
        reason = "";
        for (var i = 0; i < columns.Length; i++)
        {
            if (!TryReadValue(row[columns[i]], source.Metrics[i], out values[i], out reason))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadValue(string text, MetricColumn metric, out double value, out string reason)
    {
        reason = "";
        value = double.NaN;
        text = text.Trim();
        if (text.Length == 0 || source.Missing.Contains(text))
        {
            return true;
        }

        if (metric.Words.TryGetValue(text, out value))
        {
            return true;
        }

        var (unit, to) = (metric.Unit, metric.To ?? metric.Unit);
        if (!TryNumber(text, out value))
        {
            // "5.5 km/h", "88%": the unit stands behind the number; a space tells where one begins that ends in a digit ("12 µg/m3").
            var end = text.LastIndexOf(' ') is var space and > 0 ? space : text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
            unit = text[end..].Trim();
            if (to is null || !UnitTable.IsKnown(unit) || !TryNumber(text[..end], out value))
            {
                reason = $"'{text}' in column '{metric.Column}' is not a number";
                return false;
            }
        }

        if (to is not null && unit is not null && !UnitTable.TryConvert(value, unit, to, out value))
        {
            reason = $"'{text}' in column '{metric.Column}' can not be converted from '{unit}' to '{to}'";
            return false;
        }

        value = metric.Scale == 1 && metric.Offset == 0 ? value : Math.Round((value * metric.Scale) + metric.Offset, 9);
        return true;
    }

    private bool TryNumber(string text, out double value)
    {
        // vi-VN: a point groups thousands, a comma is the decimal sign. Spaces group thousands everywhere.
        var plain = source.DecimalComma ? text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.') : text;
        plain = plain.Replace("\u00a0", "", StringComparison.Ordinal).Replace("\u202f", "", StringComparison.Ordinal);
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
