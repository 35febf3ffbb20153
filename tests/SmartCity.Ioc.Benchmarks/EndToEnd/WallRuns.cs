using System.Globalization;
using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>What many walls cost the server: 100,000 devices that each speak every ten seconds, and walls that ask for what the pages ask for.</summary>
internal sealed class WallRuns(BenchSettings settings, BenchReport report)
{
    private const string Throttled = "end to end: a wall behind a slow line, 5,000 updates/s";
    private const string Group = "end to end: walls on 100,000 devices";
    private const int Devices = 100_000;
    private const int SecondsApart = 10;
    private const int Walls = 1_000;
    private const int SlowLine = 50_000;
    private const int Hertz = 4;
    private const double MiB = 1024 * 1024;

    /// <summary>All devices have registered themselves and spoken twice.</summary>
    private static readonly TimeSpan Spoken = TimeSpan.FromSeconds(2 * SecondsApart);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static string Request => string.Create(CultureInfo.InvariantCulture, $$"""{"maxHz":{{Hertz}},"acks":true,"format":"packed"}""");

    /// <summary>A thousand connections at 4 Hz. Budget: half a core more than the same server takes without them.</summary>
    public async Task ThousandAsync(CancellationToken cancellation)
    {
        await using var server = await IocServer.StartAsync(settings.With());
        await using var load = StartLoad(server);
        var without = await MeasureAsync(server, load, settings.WarmUp + Spoken, cancellation);
        var memory = server.ResidentBytes();
        var yardstick = report.Add(new Measurement(Group, "server without walls", CoreShare(without), "% of a core") { IsYardstick = true, Note = Rate(without) });

        await using var walls = await PartProcess.WallsAsync(server.Port, Walls, Request);
        await UntilLiveAsync(walls, Walls, cancellation);
        await Task.Delay(settings.WarmUp, TimeProvider.System, cancellation);
        await walls.WallsAsync();
        var (began, used) = (TimeProvider.System.GetTimestamp(), walls.Program.ProcessorTime);
        var with = await MeasureAsync(server, load, TimeSpan.Zero, cancellation);
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var figures = await walls.WallsAsync();
        report.Add(new Measurement(Group, "server with 1,000 walls", CoreShare(with), "% of a core") { Note = Rate(with) }.Against(yardstick));
        var micros = (CoreShare(with) - CoreShare(without)) * 10_000 / (figures.Frames / seconds);
        report.Add(new Measurement(Group, "1,000 walls", CoreShare(with) - CoreShare(without), "% of a core")
        {
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"{figures.Frames / seconds:N0} frames/s of {figures.Bytes / Math.Max(1.0, figures.Frames) / 1024:0.0} KiB, {micros:0} µs each; budget 50"),
        });
        report.Add(new Measurement(Group, "stamp to a wall, p95", figures.AgeP95, "ms")
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"p50 {figures.AgeP50:0}, max {figures.AgeMax:0}"),
        });
        report.Add(new Measurement(Group, "memory of a wall", (server.ResidentBytes() - memory) / 1024.0 / Walls, "KiB"));
        report.Add(new Measurement(Group, "the walls' own process", 100 * (walls.Program.ProcessorTime - used).TotalSeconds / seconds, "% of a core"));
        AddProfile(with);
    }

    /// <summary>The server is killed and started again; all walls come back at once.</summary>
    public async Task StormAsync(CancellationToken cancellation)
    {
        await using var server = await IocServer.StartAsync(settings.With());
        await using var load = StartLoad(server);
        await Task.Delay(settings.WarmUp + Spoken, TimeProvider.System, cancellation);
        await using var walls = await PartProcess.WallsAsync(server.Port, Walls, Request);
        await UntilLiveAsync(walls, Walls, cancellation);
        await server.KillAsync();
        await server.RestartAsync();
        await walls.WallsAsync();
        var (began, before, used) = (TimeProvider.System.GetTimestamp(), server.ResidentBytes(), server.ProcessorTime);
        var most = before;
        var (came, lost, first) = (0, 0, 0L);
        var times = new List<(double Seconds, int Live)>();
        while (times.Count == 0 || times[^1].Live < Walls)
        {
            var figures = await walls.WallsAsync();
            (came, lost, first) = (came + figures.Came, lost + figures.Lost, Math.Max(first, figures.FirstFrameBytes));
            most = Math.Max(most, server.ResidentBytes());
            times.Add((TimeProvider.System.GetElapsedTime(began).TotalSeconds, figures.Live));
            if (times[^1].Seconds > Patience.TotalSeconds)
            {
                throw new TimeoutException($"Only {figures.Live} of {Walls} walls are back.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }

        report.Add(new Measurement(Group, "1,000 walls back after a kill: half of them", times.First(t => t.Live >= Walls / 2).Seconds, "s") { Note = "after the server is ready" });
        report.Add(new Measurement(Group, "1,000 walls back after a kill: all", times[^1].Seconds, "s")
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"first frames of {first / MiB:0.0} MiB; {came} came, {lost} attempts ended"),
        });
        report.Add(new Measurement(Group, "processor time of a wall that comes back", (server.ProcessorTime - used).TotalMilliseconds / Walls, "ms") { Note = "with all that the server does beside it" });
        report.Add(new Measurement(Group, "memory at the height of it", (most - before) / MiB, "MiB more"));
    }

    /// <summary>One wall behind 50 kB/s and one beside it, on 5,000 devices that speak every second. Budget: 2 s.</summary>
    public async Task ThrottledAsync(CancellationToken cancellation)
    {
        const int Updates = 5_000;
        await using var server = await IocServer.StartAsync(settings.With());
        await using var load = LoadProcess.Start(server.MqttUrl, Updates, 0, 100, Updates, (2 * settings.WarmUp) + settings.Duration + Patience);
        await Task.Delay(settings.WarmUp, TimeProvider.System, cancellation);
        await using var slow = await PartProcess.WallsAsync(server.Port, 1, Request, SlowLine);
        await using var fast = await PartProcess.WallsAsync(server.Port, 1, Request);
        await UntilLiveAsync(slow, 1, cancellation);
        await UntilLiveAsync(fast, 1, cancellation);
        await Task.Delay(settings.WarmUp, TimeProvider.System, cancellation);
        var memory = server.ResidentBytes();
        await Task.WhenAll(slow.WallsAsync(), fast.WallsAsync());
        await Task.Delay(settings.Duration, TimeProvider.System, cancellation);
        foreach (var (name, figures) in new[] { ("beside it", await fast.WallsAsync()), ("behind 50 kB/s", await slow.WallsAsync()) })
        {
            report.Add(new Measurement(Throttled, $"stamp to last byte of a wall {name}, p95", figures.AgeP95, "ms")
            {
                Note = string.Create(
                    CultureInfo.InvariantCulture,
                    $"p50 {figures.AgeP50:0}, max {figures.AgeMax:0}; {figures.Frames / settings.Duration.TotalSeconds:0.0} frames/s, {figures.Bytes / settings.Duration.TotalSeconds / 1000:0.0} kB/s; budget of the slow one 2,000"),
            });
        }

        report.Add(new Measurement(Throttled, "server's memory meanwhile", (server.ResidentBytes() - memory) / MiB, "MiB more") { Note = "with what the heap keeps free" });
    }

    private static double CoreShare(Window window) => window.MicrosPerMessage[0] * window.Rate / 10_000;

    private static string Rate(Window window) => string.Create(CultureInfo.InvariantCulture, $"beside {window.Rate:N0} messages/s");

    private static async Task UntilLiveAsync(PartProcess walls, int count, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Patience);
        while ((await walls.WallsAsync()).Live < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, bound.Token);
        }
    }

    private LoadProcess StartLoad(IocServer server) => LoadProcess.Start(
        server.MqttUrl, Devices / SecondsApart, 0, 100, Devices, (3 * settings.WarmUp) + (3 * settings.Duration) + Spoken + Patience);

    private Task<Window> MeasureAsync(IocServer server, LoadProcess load, TimeSpan warmUp, CancellationToken cancellation) => Window.MeasureAsync(
        warmUp, settings.Duration, load, [Watched.Of(server)], async token => (await server.LedgerAsync(token)).Received, cancellation);

    private void AddProfile(Window window)
    {
        foreach (var (thread, micros, kernel) in settings.Profile ? window.Threads.Where(t => t.Micros >= 0.1) : [])
        {
            report.Add(new Measurement("profile: with 1,000 walls, by thread", thread, micros * window.Rate / 10_000, "% of a core")
            {
                Note = string.Create(CultureInfo.InvariantCulture, $"{100 * kernel:0} % of it in the kernel"),
            });
        }
    }
}
