using System.Diagnostics;
using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>How fast a journal is run again: at a start after a crash, and as a replay of a day. By the clock on the wall, so on an idle machine.</summary>
internal static class ReplayRuns
{
    private const string Group = "replay of the journal";
    private const string Day = "Replay.Day";
    private const string Start = "Replay.Start";
    private const double DaySeconds = 86_400;

    // Of the day's 172.8 million messages so many are replayed, and the day is as much longer.
    private static readonly TimeSpan Stretch = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static IEnumerable<string> Names(BenchSettings settings) =>
        new[] { Day, Start }.Where(name => settings.Filter is not null && settings.Selects(name));

    public static void Run(BenchSettings settings, BenchReport report, TextWriter error)
    {
        foreach (var name in Names(settings))
        {
            error.WriteLine($"{name} ...");
            var json = new Measurement(Group, $"JSON yardstick beside {name}", ProcessorTime.OfYardstick(), "ns/op") { IsYardstick = true };
            report.Add(json);
            if (name == Day)
            {
                ReplayDay(json, report, error);
            }
            else
            {
                StartAfterCrash(report, error);
            }
        }
    }

    // 2,000 devices at a message a second.
    private static void ReplayDay(Measurement json, BenchReport report, TextWriter error)
    {
        const int Devices = 2_000;
        using var folder = new TemporaryFolder();
        var messages = Fill(folder.Path, new DeviceFrames(Devices, Second), Stretch, Devices);
        foreach (var (shards, writeReadings) in new[] { (1, true), (2, true), (2, false) })
        {
            error.WriteLine($"{Day} with {shards} shards ...");
            Forget(folder.Path);
            using var life = new ShardLife(folder.Path, Devices, Second, shards, writeReadings);
            var (elapsed, processor) = Time(life.Recover);
            var what = $"{Day}: 2,000 devices, {shards} {(shards == 1 ? "shard" : "shards")}{(writeReadings ? "" : ", single readings not stored")}";
            report.Add(new Measurement(Group, what, elapsed * DaySeconds / Stretch.TotalSeconds / 60, "min/day") { Note = "budget 5" });
            report.Add(new Measurement(Group, what + ": processor time", processor * 1e9 / messages, "ns/message").Against(json));
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
        using (var life = new ShardLife(folder.Path, Devices, interval, 2, writeReadings: true))
        {
            var (elapsed, _) = Time(life.Recover);
            report.Add(new Measurement(Group, $"{Start}: no checkpoint, {whole:N0} messages again", elapsed, "s"));
            life.Stop();
        }

        var tail = Fill(folder.Path, frames, TimeSpan.FromSeconds(10), 20_000);
        var began = Stopwatch.GetTimestamp();
        using var next = new ShardLife(folder.Path, Devices, interval, 2, writeReadings: true);
        next.Recover();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        report.Add(new Measurement(Group, $"{Start}: checkpoint and {tail:N0} messages behind it", seconds, "s") { Note = "budget 10" });
    }

    private static long Fill(string folder, DeviceFrames frames, TimeSpan span, int rate)
    {
        using var inputs = FileJournal.Open(
            new FileJournalOptions { Directory = Path.Combine(folder, "inputs"), Name = "inputs" },
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var messages = (long)(span.TotalSeconds * rate);
        for (var written = 0L; written < messages; written += DeviceFrames.MessagesInFrame)
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

    private static (double Seconds, double Processor) Time(Action work)
    {
        var (began, processor) = (Stopwatch.GetTimestamp(), ProcessorTime.Now);
        work();
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, (ProcessorTime.Now - processor).TotalSeconds);
    }
}
