using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>
/// What a device costs in memory: devices with 8 metrics that speak every ten seconds, until a window of every length is open and closed ones
/// are kept for corrections; the managed heap of registry and pipeline by the number of devices, and what it is made of.
/// </summary>
internal static class PipelineMemory
{
    private const string Group = "memory of the pipeline";
    private const int BatchSize = 256;
    private const int Rounds = 165;
    private const long IntervalNanos = 10_000_000_000;
    private const long StartNanos = 1_780_272_000_000_000_000;

    private static readonly (string Name, int Devices, bool Percentiles, int ClosedWindows, string Note)[] Runs =
    [
        ("PipelineMemory.Open", 100_000, false, 0, "all open windows; budget 1,024"),
        ("PipelineMemory.WithCorrections", 100_000, false, new PipelineOptions().ClosedWindows, "with closed windows kept, Ioc:Pipeline:ClosedWindows as it comes"),
        ("PipelineMemory.Percentiles", 20_000, true, 0, "each metric with percentiles; budget 4,096"),
    ];

    public static IEnumerable<string> Names(BenchSettings settings) => Runs.Select(run => run.Name).Where(settings.Selects);

    public static void Run(BenchSettings settings, BenchReport report, TextWriter error)
    {
        foreach (var (name, devices, percentiles, closed, note) in Runs.Where(run => settings.Selects(run.Name)))
        {
            error.WriteLine($"{name} ...");
            report.Add(new Measurement(Group, $"{name} ({devices:N0} devices)", BytesPerDevice(devices, percentiles, closed, error), "B/device") { Note = note });
        }
    }

    private static double BytesPerDevice(int devices, bool percentiles, int closedWindows, TextWriter error)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var registry = new CityRegistry(BenchCity.Of(devices, TimeSpan.FromSeconds(10), percentiles));
        using var pipeline = new CityPipeline(
            registry, new PipelineOptions { ClosedWindows = closedWindows }, new Ledger(), new AlertEngine(registry, []));
        using var batch = new ReadingBatch();
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            for (var first = 0; first < devices; first += BatchSize)
            {
                var clock = StartNanos + (round * IntervalNanos) + (IntervalNanos / devices * first);
                batch.Clear();
                batch.ClockNanos = clock;
                for (var device = first; device < Math.Min(first + BatchSize, devices); device++)
                {
                    batch.Begin();
                    for (var metric = 0; metric < BenchCity.Metrics; metric++)
                    {
                        batch.AddValue(metric, Math.Round(20 + (random.NextDouble() * 20), 2));
                    }

                    batch.Commit(device, clock - 20_000_000, clock, (ulong)round, MessageMarks.HasSequence);
                }

                pipeline.OnBatch(batch);
            }
        }

        var after = GC.GetTotalMemory(forceFullCollection: true);
        var census = new HeapCensus();
        census.Count(registry);
        census.Count(pipeline);
        foreach (var (place, bytes) in census.Places().TakeWhile(entry => entry.Bytes >= devices))
        {
            error.WriteLine($"  {(double)bytes / devices,8:0.0}  {place}");
        }

        GC.KeepAlive(pipeline);
        return (double)(after - before) / devices;
    }
}
