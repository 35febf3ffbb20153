using System.Globalization;
using System.IO.Compression;
using System.Text;
using SmartCity.Ioc.Simulators.Record;

namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>
/// A recording's messages in event-time order. They are held in memory, about 100 bytes each: files of different devices have to be
/// merged, and few recordings are in order to the last row.
/// </summary>
internal sealed class Recording
{
    private Recording(List<RecordedEvent> events, long leftOut, IReadOnlyList<string> faults) =>
        (Events, LeftOut, Faults) = (events, leftOut, faults);

    public IReadOnlyList<RecordedEvent> Events { get; }

    /// <summary>Rows of wanted devices that could not be read.</summary>
    public long LeftOut { get; }

    /// <summary>The first of those, as <c>file:line: message</c>.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <param name="from">Inclusive; null for the beginning.</param>
    /// <param name="to">Exclusive; null for the end.</param>
    /// <exception cref="InvalidDataException">A file is not what the mapping says; the message names it.</exception>
    /// <exception cref="IOException">A file can not be read.</exception>
    public static Recording Load(RecordingMapping mapping, string folder, DateTimeOffset? from, DateTimeOffset? to)
    {
        var events = new List<RecordedEvent>();
        var faults = new List<string>();
        long leftOut = 0;
        foreach (var source in mapping.Sources)
        {
            using var file = File.OpenRead(Path.Combine(folder, source.File));
            using Stream plain = source.File.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var reader = new StreamReader(plain, Encoding.UTF8);
            foreach (var (row, fault) in new SourceRows(source, reader).Read())
            {
                if (fault is not null)
                {
                    leftOut++;
                    if (faults.Count < 5)
                    {
                        faults.Add(fault);
                    }
                }
                else if ((from is null || row.At >= from) && (to is null || row.At < to))
                {
                    events.Add(row);
                }
            }
        }

        // Stable, so that messages of one time keep the file's order.
        return new Recording([.. events.OrderBy(e => e.At)], leftOut, faults);
    }

    /// <summary>A capture of <c>sim record</c>: its lines in their order, each with the bytes that came.</summary>
    /// <exception cref="InvalidDataException">A line is not a captured message; the message names it.</exception>
    /// <exception cref="IOException">The file can not be read.</exception>
    public static Recording LoadCapture(string path, DateTimeOffset? from, DateTimeOffset? to)
    {
        var events = new List<RecordedEvent>();
        var topics = new Dictionary<string, RecordedDevice>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            CaptureLine captured;
            try
            {
                captured = CaptureLine.Parse(line);
            }
            catch (InvalidDataException fault)
            {
                throw new InvalidDataException($"{Path.GetFileName(path)}:{number}: {fault.Message}", fault);
            }

            if (!topics.TryGetValue(captured.Topic, out var device))
            {
                device = new RecordedDevice(topics.Count, Encoding.UTF8.GetBytes(captured.Topic));
                topics.Add(captured.Topic, device);
            }

            if ((from is null || captured.At >= from) && (to is null || captured.At < to))
            {
                events.Add(new RecordedEvent(captured.At, device, [], [], captured.Payload, captured.Retain));
            }
        }

        return new Recording(events, 0, []);
    }

    /// <summary>One file's rows.</summary>
    private sealed class SourceRows(RecordingSource source, TextReader reader)
    {
        private readonly CsvRows _rows = new(reader, source.Delimiter);

        public IEnumerable<(RecordedEvent Event, string? Fault)> Read()
        {
            var header = _rows.Next() ?? throw new InvalidDataException($"{source.File} is empty");
            var columns = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < header.Count; i++)
            {
                columns.TryAdd(header[i].Trim('\uFEFF', ' '), i);
            }

            var time = Column(columns, source.Time.Column);
            var device = Column(columns, source.DeviceColumn);
            var metrics = source.Metrics.Select(metric => Column(columns, metric.Column)).ToArray();
            while (_rows.Next() is { } row)
            {
                if (row.Count <= device || !source.Devices.TryGetValue(row[device], out var who))
                {
                    continue;
                }

                if (row.Count < columns.Count)
                {
                    yield return (default, Fault($"the row has {row.Count} columns of {columns.Count}"));
                }
                else if (!TryReadTime(row[time], out var at, out var reason))
                {
                    yield return (default, Fault(reason));
                }
                else if (!TryReadValues(row, metrics, out var values, out reason))
                {
                    yield return (default, Fault(reason));
                }
                else if (Array.Exists(values, value => !double.IsNaN(value)))
                {
                    yield return (new RecordedEvent(at, who, source.Metrics, values), null);
                }
            }
        }

        private int Column(Dictionary<string, int> columns, string name) => columns.TryGetValue(name, out var index)
            ? index
            : throw new InvalidDataException($"{source.File} has no column '{name}'; it has {string.Join(", ", columns.Keys)}");

        private string Fault(string reason) => $"{source.File}:{_rows.Line}: {reason}";

        private bool TryReadTime(string text, out DateTimeOffset at, out string reason)
        {
            at = default;
            reason = $"'{text}' is not a time as '{source.Time.Format}'";
            switch (source.Time.Format)
            {
                case "unix_s" or "unix_ms":
                    var ticks = source.Time.Format == "unix_s" ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond;
                    var known = decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
                        && Math.Abs(count * ticks) < DateTimeOffset.MaxValue.Ticks / 2;
                    at = known ? DateTimeOffset.UnixEpoch.AddTicks((long)(count * ticks)) : default;
                    return known;
                case "rfc3339":
                    if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read))
                    {
                        return false;
                    }

                    if (read.Kind != DateTimeKind.Unspecified)
                    {
                        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out at);
                    }

                    return InZone(read, text, out at, out reason);
                default:
                    return DateTime.TryParseExact(text, source.Time.Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                        && InZone(local, text, out at, out reason);
            }
        }

        private bool InZone(DateTime local, string text, out DateTimeOffset at, out string reason)
        {
            reason = $"'{text}' has no offset, and the mapping names no time zone";
            at = source.Time.Zone is { } zone ? new DateTimeOffset(local, zone.GetUtcOffset(local)) : default;
            return source.Time.Zone is not null;
        }

        private bool TryReadValues(IReadOnlyList<string> row, int[] columns, out double[] values, out string reason)
        {
            values = new double[columns.Length];
            reason = "";
            for (var i = 0; i < columns.Length; i++)
            {
                var text = row[columns[i]].Trim();
                if (text.Length == 0)
                {
                    values[i] = double.NaN;
                    continue;
                }

                // vi-VN: a point groups thousands, a comma is the decimal sign.
                var plain = source.DecimalComma ? text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.') : text;
                if (!double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                {
                    reason = $"'{text}' in column '{source.Metrics[i].Column}' is not a number";
                    return false;
                }

                var metric = source.Metrics[i];
                values[i] = metric.Scale == 1 && metric.Offset == 0 ? value : Math.Round((value * metric.Scale) + metric.Offset, 9);
            }

            return true;
        }
    }
}
