using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Files;
using SmartCity.Ioc.Storage.Journals;

namespace SmartCity.Ioc.Simulators.JournalTool;

/// <summary><c>sim journal</c>: looks into a journal's files. Reads only, so it works beside a running server.</summary>
internal static class JournalCommand
{
    private const string Description = """
        Lists, checks and exports a journal: the folder 'inputs' or 'outputs' of a data directory.
        Xem, kiểm tra và xuất nhật ký đầu vào hoặc đầu ra.
        """;

    public static Command Create() => new("journal", Description)
    {
        List(),
        Check(),
        Export(),
    };

    private static Command List()
    {
        var folder = Folder();
        var command = new Command("list", "One line per file: positions, frames, times.") { folder };
        command.SetAction((parsed, cancellation) => GuardedAsync(
            parsed, output => ListAsync(JournalArchive.Open(parsed.GetRequiredValue(folder)), output, cancellation)));
        return command;
    }

    private static Command Check()
    {
        var folder = Folder();
        var command = new Command("check", "Reads every frame; exit code 1 where something is damaged.") { folder };
        command.SetAction((parsed, cancellation) => GuardedAsync(
            parsed, output => CheckAsync(JournalArchive.Open(parsed.GetRequiredValue(folder)), output, cancellation)));
        return command;
    }

    private static Command Export()
    {
        var folder = Folder();
        var from = Arguments.Time("--from", "Only frames appended at or after this time");
        var to = Arguments.Time("--to", "Only frames appended before this time");
        var command = new Command(
            "export", """Writes frames as JSON lines: {"position", "next", "time" in ns, "kind", "body" in base 64}.""") { folder, from, to };
        command.SetAction((parsed, cancellation) => GuardedAsync(
            parsed,
            output => ExportAsync(
                JournalArchive.Open(parsed.GetRequiredValue(folder)), Nanos(parsed.GetValue(from)) ?? long.MinValue,
                Nanos(parsed.GetValue(to)) ?? long.MaxValue, output, cancellation)));
        return command;
    }

    private static Argument<string> Folder() => new("folder") { Description = "The journal's folder" };

    private static long? Nanos(DateTimeOffset? time) => time is { } t ? (t - DateTimeOffset.UnixEpoch).Ticks * 100 : null;

    private static string Text(long nanos) =>
        DateTimeOffset.UnixEpoch.AddTicks(nanos / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static async Task<int> GuardedAsync(ParseResult parsed, Func<TextWriter, Task<int>> run)
    {
        try
        {
            return await run(parsed.InvocationConfiguration.Output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NewerFormatException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"sim: {e.Message}");
            return ExitCode.BadInput;
        }
    }

    private static async Task<int> ListAsync(JournalArchive archive, TextWriter output, CancellationToken cancellation)
    {
        for (var i = 0; i < archive.Segments.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (frames, end, first, last) = (0L, archive.Segments[i].Offset, 0L, 0L);
            foreach (var frame in archive.Read(i))
            {
                first = frames++ == 0 ? frame.TimeNanos : first;
                (last, end) = (frame.TimeNanos, frame.Next.Offset);
            }

            var times = frames == 0 ? "" : $"  {Text(first)} to {Text(last)}";
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{Path.GetFileName(archive.PathOf(i))}  to {end}  {frames} frames{times}"));
        }

        return ExitCode.Done;
    }

    private static async Task<int> CheckAsync(JournalArchive archive, TextWriter output, CancellationToken cancellation)
    {
        var (frames, damaged, places, unfinished, givenUp) = (0L, 0L, 0, 0L, 0L);
        for (var i = 0; i < archive.Segments.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                frames += archive.Read(i).LongCount();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                places++;
                await output.WriteLineAsync($"{archive.PathOf(i)}: can not be read: {e.Message}");
                continue;
            }

            if (archive.DamagedPlaces > 0)
            {
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{archive.PathOf(i)}: {archive.DamagedBytes} bytes damaged in {archive.DamagedPlaces} places"));
            }

            (damaged, places) = (damaged + archive.DamagedBytes, places + archive.DamagedPlaces);
            (unfinished, givenUp) = (unfinished + archive.UnfinishedBytes, givenUp + archive.GivenUpBytes);
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{archive.Segments.Count} files, {frames} frames, {damaged} bytes damaged in {places} places, {givenUp} given up, {unfinished} unfinished at the end"));
        return places == 0 ? ExitCode.Done : ExitCode.BadInput;
    }

    private static async Task<int> ExportAsync(JournalArchive archive, long from, long to, TextWriter output, CancellationToken cancellation)
    {
        for (var i = 0; i < archive.Segments.Count; i++)
        {
            foreach (var frame in archive.Read(i))
            {
                if (frame.TimeNanos >= from && frame.TimeNanos < to)
                {
                    cancellation.ThrowIfCancellationRequested();
                    await output.WriteLineAsync(Line(frame));
                }
            }
        }

        return ExitCode.Done;
    }

    private static string Line(JournalFrame frame)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteNumber("position"u8, frame.Position.Offset);
            json.WriteNumber("next"u8, frame.Next.Offset);
            json.WriteNumber("time"u8, frame.TimeNanos);
            json.WriteString("kind"u8, Word(frame.Kind));
            json.WriteBase64String("body"u8, frame.Body.Span);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    private static string Word(FrameKind kind) => kind switch
    {
        FrameKind.Messages => "messages",
        FrameKind.Tick => "tick",
        FrameKind.Command => "command",
        FrameKind.Points => "points",
        FrameKind.Readings => "readings",
        FrameKind.GivenUp => "given-up",
        FrameKind.PutAside => "put-aside",
        FrameKind.Decoders => "decoders",
        FrameKind.Redrive => "redrive",
        FrameKind.Load => "load",
        _ => "unknown",
    };
}
