using System.IO.Compression;
using System.Text;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Simulators.Record;
using SmartCity.Ioc.Storage.Journals;

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
        var devices = new DeviceTable(mapping.Sources.Sum(source => source.Devices.Known.Count));
        foreach (var source in mapping.Sources)
        {
            foreach (var path in Files(folder, source.File))
            {
                using var file = File.OpenRead(path);
                using var reader = Open(file, path, source);
                var name = Path.GetRelativePath(folder, path);
                foreach (var (row, fault) in Rows(source, name, reader, devices))
                {
                    if (fault is not null)
                    {
                        leftOut++;
                        if (faults.Count < 5)
                        {
                            faults.Add(fault);
                        }
                    }
                    else if (IsWithin(row.Turn, from, to))
                    {
                        events.Add(row);
                    }
                }
            }
        }

        // Stable, so that messages of one time keep the file's order.
        return new Recording([.. events.OrderBy(e => e.Turn)], leftOut, faults);
    }

    /// <summary>The recording from a moment after its first message on.</summary>
    /// <returns>False where nothing is left.</returns>
    public bool TrySeek(TimeSpan after, out Recording rest)
    {
        var from = Events[0].Turn + after;
        rest = new Recording([.. Events.Where(e => e.Turn >= from)], LeftOut, Faults);
        return rest.Events.Count > 0;
    }

    /// <summary>The messages of a server's own journal of inputs, with the bytes that came, at the times of their frames.</summary>
    /// <exception cref="InvalidDataException">The folder is no journal.</exception>
    public static Recording LoadJournal(string folder, DateTimeOffset? from, DateTimeOffset? to)
    {
        var events = new List<RecordedEvent>();
        var devices = new DeviceTable(0);
        var archive = JournalArchive.Open(folder);
        for (var segment = 0; segment < archive.Segments.Count; segment++)
        {
            foreach (var frame in archive.Read(segment))
            {
                var at = DateTimeOffset.UnixEpoch.AddTicks(frame.TimeNanos / TimeSpan.NanosecondsPerTick);
                if (frame.Kind == FrameKind.Messages && IsWithin(at, from, to))
                {
                    Add(frame.Body.Span, at, devices, events);
                }
            }
        }

        return new Recording(events, 0, []);
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

            if (IsWithin(captured.At, from, to))
            {
                events.Add(new RecordedEvent(captured.At, device, [], [], captured.Payload, captured.Retain));
            }
        }

        return new Recording(events, 0, []);
    }

    private static void Add(ReadOnlySpan<byte> frame, DateTimeOffset at, DeviceTable devices, List<RecordedEvent> events)
    {
        var reader = new MessageFrameReader(frame);
        while (reader.TryRead(out var message))
        {
            var device = devices.OfTopic(Encoding.UTF8.GetString(message.Topic));
            events.Add(new RecordedEvent(at, device, [], [], message.Payload.ToArray(), (message.Flags & DeliveryMarks.Retained) != 0));
        }
    }

    private static bool IsWithin(DateTimeOffset at, DateTimeOffset? from, DateTimeOffset? to) => (from is null || at >= from) && (to is null || at < to);

    /// <summary>A file's text, unpacked; the reader closes it.</summary>
    public static StreamReader Open(Stream file, string path, RecordingSource source)
    {
        var plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return new StreamReader(plain, source.IsLatin1 ? Encoding.Latin1 : Encoding.UTF8);
    }

    /// <summary>One file's rows in the file's order.</summary>
    public static IEnumerable<(RecordedEvent Event, string? Fault)> Rows(RecordingSource source, string name, TextReader reader, DeviceTable devices) =>
        source.Format == RecordingFormat.Payloads
            ? new PayloadRows(source, name, reader, devices).Read()
            : new SourceRows(source, name, reader, devices).Read();

    // "nab/data/*/*.csv": a star stands for one name, and for a part of it.
    private static List<string> Files(string folder, string pattern)
    {
        IEnumerable<string> found = [folder];
        var parts = pattern.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            var (part, isLast) = (parts[i], i == parts.Length - 1);
            found = !part.Contains('*', StringComparison.Ordinal) ? found.Select(path => Path.Combine(path, part))
                : found.Where(Directory.Exists).SelectMany(path => isLast ? Directory.EnumerateFiles(path, part) : Directory.EnumerateDirectories(path, part));
        }

        var files = found.Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new InvalidDataException($"there is no file {pattern} in {folder}");
    }
}
