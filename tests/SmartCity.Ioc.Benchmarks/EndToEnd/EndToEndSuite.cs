using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>Real programs on loopback, one after the other, the yardstick first.</summary>
internal sealed class EndToEndSuite(BenchSettings settings, BenchReport report, TextWriter error)
{
    private const string Yardstick = "mosquitto";
    private const string YardstickQos1 = "mosquitto-qos1";

    /// <summary>Runs that are held against mosquitto, by name.</summary>
    private static readonly Dictionary<string, Func<Suites, CancellationToken, Task>> Runs = new()
    {
        ["embedded-qos0"] = (runs, cancellation) => runs.Fixed.EmbeddedAsync(0, cancellation),
        ["embedded-without-readings"] = (runs, cancellation) => runs.Fixed.WithoutReadingsAsync(cancellation),
        ["embedded-qos1"] = (runs, cancellation) => runs.Fixed.EmbeddedAsync(1, cancellation),
        ["behind-mosquitto"] = (runs, cancellation) => runs.Fixed.BehindMosquittoAsync(cancellation),
        ["client-qos0"] = (runs, cancellation) => runs.Fixed.ClientAsync(0, cancellation),
        ["client-qos1"] = (runs, cancellation) => runs.Fixed.ClientAsync(1, cancellation),
        ["seam-qos0"] = (runs, cancellation) => runs.Fixed.SeamAsync(0, cancellation),
        ["seam-qos1"] = (runs, cancellation) => runs.Fixed.SeamAsync(1, cancellation),
        ["broker"] = (runs, cancellation) => runs.Fixed.BrokerAsync(cancellation),
        ["highest-rate"] = (runs, cancellation) => runs.ByRate.HighestAsync(cancellation),
        ["hub-latency"] = (runs, cancellation) => runs.ByRate.LatencyAsync(cancellation),
        ["overload"] = (runs, cancellation) => runs.ByRate.OverloadAsync(cancellation),
        ["walls"] = (runs, cancellation) => runs.Walls.ThousandAsync(cancellation),
        ["walls-storm"] = (runs, cancellation) => runs.Walls.StormAsync(cancellation),
        ["walls-throttled"] = (runs, cancellation) => runs.Walls.ThrottledAsync(cancellation),
        ["sizes"] = (runs, cancellation) => runs.Sizes.RunAsync(cancellation),
        ["recovery"] = (runs, cancellation) => runs.Fixed.RecoveryAsync(cancellation),
        ["recovery-large"] = (runs, cancellation) => runs.Fixed.LargeRecoveryAsync(cancellation),
        ["device-memory"] = (runs, cancellation) => runs.Fixed.DeviceMemoryAsync(cancellation),
    };

    private static readonly string[] ThroughMosquitto = ["behind-mosquitto", "client-qos0", "client-qos1", "highest-rate", "hub-latency", "overload"];

    // These have a yardstick of their own: mosquitto at the same rate, or the same server without what is measured.
    private static readonly string[] WithoutMosquitto = ["highest-rate", "hub-latency", "overload", "walls", "walls-storm", "walls-throttled", "sizes", "recovery", "recovery-large", "device-memory"];

    /// <summary>Runs of the pages, which have budgets and no yardstick.</summary>
    private static readonly Dictionary<string, Func<PageRuns, CancellationToken, Task>> Pages = new()
    {
        ["pages-first-picture"] = (runs, cancellation) => runs.FirstPictureAsync(cancellation),
        ["pages-live"] = (runs, cancellation) => runs.LiveAsync(cancellation),
        ["pages-throttled"] = (runs, cancellation) => runs.ThrottledAsync(cancellation),
    };

    public static IEnumerable<string> Names(BenchSettings settings) =>
        Runs.Keys.Prepend(YardstickQos1).Prepend(Yardstick).Concat(Pages.Keys).Where(settings.Selects);

    public async Task RunAsync(CancellationToken cancellation)
    {
        string[] names = [.. Names(settings)];
        if (names.Length == 0)
        {
            return;
        }

        if (!OperatingSystem.IsLinux())
        {
            report.Skip("end to end", "processor times are read from Linux's /proc");
            return;
        }

        var runs = new Suites(new EndToEndRuns(settings, report), new RateRuns(settings, report), new SizeRuns(settings, report), new WallRuns(settings, report));
        var hasMosquitto = RequiresProgram.TryFind("mosquitto") is not null;
        if (!hasMosquitto)
        {
            report.Skip(Yardstick, "mosquitto is not installed (Debian: apt-get install mosquitto): the lines below have no ratio");
        }
        else if (!names.All(name => WithoutMosquitto.Contains(name) || Pages.ContainsKey(name)))
        {
            await RunAsync(Yardstick, runs.Fixed.MosquittoAsync, cancellation);
            if (names.Any(n => n.EndsWith("qos1", StringComparison.Ordinal)))
            {
                await RunAsync(YardstickQos1, runs.Fixed.MosquittoQos1Async, cancellation);
            }
        }

        foreach (var name in names.Where(Runs.ContainsKey))
        {
            if (ThroughMosquitto.Contains(name) && !hasMosquitto)
            {
                report.Skip(name, "mosquitto is not installed");
                continue;
            }

            await RunAsync(name, token => Runs[name](runs, token), cancellation);
        }

        var pages = new PageRuns(settings, report);
        foreach (var name in names.Where(Pages.ContainsKey))
        {
            if (PageRuns.Obstacle is { } obstacle)
            {
                report.Skip(name, obstacle);
                continue;
            }

            await RunAsync(name, token => Pages[name](pages, token), cancellation);
        }
    }

    private async Task RunAsync(string name, Func<CancellationToken, Task> run, CancellationToken cancellation)
    {
        await error.WriteLineAsync($"{name} ...");
        try
        {
            await run(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // One run that fails does not take the others' figures with it.
            report.Fail(name, e.Message.Split('\n')[0]);
        }
    }

    /// <param name="Fixed">At the rate that was asked for.</param>
    private sealed record Suites(EndToEndRuns Fixed, RateRuns ByRate, SizeRuns Sizes, WallRuns Walls);
}
