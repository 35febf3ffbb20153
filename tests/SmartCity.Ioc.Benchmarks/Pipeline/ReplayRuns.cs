using System.Diagnostics;
using System.Globalization;
using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>
/// How fast a journal is run again: at a start after a crash, and as a replay of a day. By the clock on the wall,
/// so on an idle machine; compiled as the server is.
/// </summary>
internal static class ReplayRuns
{
    /// <summary>For <see cref="AsServer"/>.</summary>
    public const string Part = "replay";

    private const string Group = "replay of the journal";
    private const string Day = "Replay.Day";
    private const string Start = "Replay.Start";
    private const double DaySeconds = 86_400;

    // Of the day's 172.8 million messages so many are replayed, and the day is as much longer.
    private static readonly TimeSpan Stretch = TimeSpan.FromMinutes(10);
    // As the server writes them down at 2,000 messages/s: those of Ioc:Ingest:Coalesce, 2 ms.
    private const int LiveFrame = 5;

    // As it writes them when it is behind: if two shards ever pay for such messages, then here.
    private const int LargeFrame = 2_000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static IEnumerable<string> Names(BenchSettings settings) =>
        new[] { Day, Start }.Where(name => settings.Filter is not null && settings.Selects(name));

    public static void Run(BenchSettings settings, BenchReport report, TextWriter error)
    {
        foreach (var name in Names(settings))
        {
            error.WriteLine($"{name} ...");
            if (name == Day)
            {
                ReplayDay(report, error);
            }
            else
            {
                StartAfterCrash(report, error);
            }
        }
    }

    /// <param name="args">Folder, devices, seconds between two messages of each, shards, whether readings are written; and whether it is the
    /// journal's second run, which finds a compiled program.</param>
    /// <returns>Seconds, processor time in seconds, and the yardstick in nanoseconds.</returns>
    public static double[] Measure(string[] args)
    {
        var (folder, devices, interval) = (args[0], Number(args[1]), TimeSpan.FromSeconds(Number(args[2])));
        var (shards, writeReadings, isWarm) = (Number(args[3]), bool.Parse(args[4]), bool.Parse(args[5]));
        if (isWarm)
        {
            Recover();
            Forget(folder);
        }

        var (seconds, processor) = Recover();
        return [seconds, processor, ProcessorTime.OfWarmYardstick()];

        (double Seconds, double Processor) Recover()
        {
            var (began, before) = (Stopwatch.GetTimestamp(), ProcessorTime.Now);
            using var life = new ShardLife(folder, devices, interval, shards, writeReadings);
            life.Recover();
            var (elapsed, spent) = (Stopwatch.GetElapsedTime(began), ProcessorTime.Now - before);
            life.Stop();
            return (elapsed.TotalSeconds, spent.TotalSeconds);
        }
    }

    // 2,000 devices at a message a second.
    private static void ReplayDay(BenchReport report, TextWriter error)
    {
        const int Devices = 2_000;
        foreach (var (inFrame, shards, writeReadings) in new[]
                 {
                     (LiveFrame, 1, true), (LiveFrame, 1, false), (DeviceFrames.MessagesInFrame, 1, true), (LargeFrame, 1, true), (LargeFrame, 2, true),
                 })
        {
            using var folder = new TemporaryFolder();
            var messages = Fill(folder.Path, new DeviceFrames(Devices, Second, inFrame), Stretch, Devices);
            var what = $"{Day}: 2,000 devices, frames of {inFrame}, {shards} {(shards == 1 ? "shard" : "shards")}{(writeReadings ? "" : ", single readings not stored")}";
            error.WriteLine($"{what} ...");
            var figures = Run(folder.Path, Devices, Second, shards, writeReadings, isWarm: true);
            var json = new Measurement(Group, $"JSON yardstick beside {what}", figures[2], "ns/op") { IsYardstick = true };
            report.Add(json);
            report.Add(new Measurement(Group, what, figures[0] * DaySeconds / Stretch.TotalSeconds / 60, "min/day") { Note = "budget 5" });
            report.Add(new Measurement(Group, what + ": processor time", figures[1] * 1e9 / messages, "ns/message").Against(json));
        }
    }

    // 20,000 messages a second for ten minutes, from 100,000 devices; the process dies ten seconds after its last checkpoint.
    private static void StartAfterCrash(BenchReport report, TextWriter error)
    {
        const int Devices = 100_000;
        var interval = TimeSpan.FromSeconds(5);
        using var folder = new TemporaryFolder();
        var frames = new DeviceFrames(Devices, interval);
        error.WriteLine($"{Start}: ten minutes of journal ...");
        var whole = Fill(folder.Path, frames, Stretch, 20_000);
        var figures = Run(folder.Path, Devices, interval, 2, writeReadings: true, isWarm: false);
        report.Add(new Measurement(Group, $"{Start}: no checkpoint, {whole:N0} messages again", figures[0], "s"));

        var tail = Fill(folder.Path, frames, TimeSpan.FromSeconds(10), 20_000);
        figures = Run(folder.Path, Devices, interval, 2, writeReadings: true, isWarm: false);
        report.Add(new Measurement(Group, $"{Start}: checkpoint and {tail:N0} messages behind it", figures[0], "s") { Note = "budget 10" });
    }

    private static double[] Run(string folder, int devices, TimeSpan interval, int shards, bool writeReadings, bool isWarm) =>
        AsServer.Run(
            Part, folder, $"{devices}", interval.TotalSeconds.ToString(CultureInfo.InvariantCulture), $"{shards}", $"{writeReadings}", $"{isWarm}");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static long Fill(string folder, DeviceFrames frames, TimeSpan span, int rate)
    {
        using var inputs = FileJournal.Open(
            new FileJournalOptions { Directory = Path.Combine(folder, "inputs"), Name = "inputs" },
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var messages = (long)(span.TotalSeconds * rate);
        for (var made = 0L; made < messages; made += frames.InFrame)
        {
            var frame = frames.Next(out var time);
            inputs.Append(FrameKind.Messages, time, frame.Span);
            inputs.Flush(durable: false);
        }

        inputs.Flush(durable: true);
        return messages;
    }

    // What the run before left, but for the inputs.
    private static void Forget(string folder)
    {
        foreach (var part in new[] { "outputs", "checkpoints" })
        {
            if (Directory.Exists(Path.Combine(folder, part)))
            {
                Directory.Delete(Path.Combine(folder, part), recursive: true);
            }
        }
    }
}
