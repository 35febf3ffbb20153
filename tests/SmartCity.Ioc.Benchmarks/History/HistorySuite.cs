using System.Globalization;
using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Micro;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.Benchmarks.Storage;

namespace SmartCity.Ioc.Benchmarks.History;

/// <summary>What history costs and how fast it answers: line protocol, the writer, SQLite. Processor times, which a busy machine spoils
/// little, but for what waits for the disk.</summary>
internal static class HistorySuite
{
    private const string Lines = "history-lines";
    private const string Writer = "history-writer";
    private const string CatchUp = "history-catch-up";
    private const string Sqlite = "history-sqlite";
    private const string SqliteLarge = "history-sqlite-10m";

    public static IEnumerable<string> Names(BenchSettings settings) =>
        new[] { Lines, Writer, CatchUp, Sqlite, SqliteLarge }.Where(settings.Selects);

    public static async Task RunAsync(BenchSettings settings, BenchReport report, TextWriter error, CancellationToken cancellation)
    {
        Measurement? yardstick = null;
        foreach (var name in Names(settings))
        {
            if (name == SqliteLarge && settings.Filter is null)
            {
                report.Skip(name, $"ten million readings take a minute; --filter {name} runs it");
                continue;
            }

            await error.WriteLineAsync($"{name} ...");
            if (name is Lines or Writer or CatchUp && yardstick is null)
            {
                report.Add(yardstick = Json());
            }

            switch (name)
            {
                case Lines:
                    report.Add(Fields().Against(yardstick));
                    break;
                case Writer:
                    report.Add((await WriterRun.PacedAsync(settings.Duration, cancellation)).Against(yardstick));
                    break;
                case CatchUp:
                    foreach (var line in await WriterRun.CatchUpAsync(cancellation))
                    {
                        report.Add(line.Against(yardstick));
                    }

                    break;
                default:
                    foreach (var line in await SqliteRun.MeasureAsync(name == Sqlite ? 1_000_000 : 10_000_000, cancellation))
                    {
                        report.Add(line);
                    }

                    break;
            }
        }
    }

    private static Measurement Json()
    {
        var json = new JsonYardstick();
        return new Measurement(WriterRun.Group, "Utf8JsonReader over a message", ProcessorMicros(100_000, () => json.Utf8JsonReader()), "µs") { IsYardstick = true };
    }

    private static Measurement Fields()
    {
        var lines = new LineProtocolBenchmarks();
        const int fields = 8000;
        var micros = ProcessorMicros(500, () => lines.Fields()) / fields;
        return new Measurement(WriterRun.Group, "line protocol, a field", micros, "µs")
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"{1 / micros:0.0} million fields/s on one core; to be 4 or more"),
        };
    }

    // The best of three: what others take of the caches is not ours.
    private static double ProcessorMicros(int times, Action operation)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 4; round++)
        {
            var began = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < times; i++)
            {
                operation();
            }

            best = Math.Min(best, (Environment.CpuUsage.TotalTime - began).TotalMicroseconds / times);
        }

        return best;
    }
}
