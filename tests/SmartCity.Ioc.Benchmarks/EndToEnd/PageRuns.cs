using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>The wall in a real Chromium before a server under load; <c>dashboards/bench/pages.mjs</c> looks, this starts the programs.</summary>
internal sealed class PageRuns(BenchSettings settings, BenchReport report)
{
    private const string Group = "end to end: the wall in Chromium";
    private const int Devices = 100_000;
    private const int UpdatesPerSecond = 5_000;

    /// <summary>Chromium, the pages and a page's own warm-up, beside what is measured.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(3);

    private static string Script => Path.Combine(Repository.Root, "dashboards", "bench", "pages.mjs");

    /// <summary>Null where the pages can be measured here.</summary>
    public static string? Obstacle =>
        RequiresProgram.TryFind("node") is null ? "Node is not installed"
        : RequiresProgram.TryFind("chromium") is null ? "Chromium is not installed (Debian: apt-get install chromium)"
        : !Directory.Exists(Path.Combine(Repository.Root, "dashboards", "node_modules")) ? "the pages' packages are not installed (npm ci in dashboards)"
        : null;

    /// <summary>With a city of 100,000 devices that all have a place and speak on.</summary>
    public async Task FirstPictureAsync(CancellationToken cancellation)
    {
        await using var server = await IocServer.StartAsync(settings.With());
        await using var city = ProcessRunner.Start("dotnet", Repository.SimAssembly, "city", "--devices", $"{Devices}", "--broker", server.MqttUrl);
        await server.GetUntilAsync(
            "/api/v1/snapshot/devices", answer => answer["devices"]!.AsArray().Count >= Devices * 0.98, $"{Devices} devices", TimeSpan.FromMinutes(3));
        await MeasureAsync("first-picture", server, cancellation);
    }

    public async Task LiveAsync(CancellationToken cancellation)
    {
        await using var server = await IocServer.StartAsync(settings.With());
        await using var load = LoadProcess.Start(server.MqttUrl, UpdatesPerSecond, 0, 100, UpdatesPerSecond, settings.WarmUp + settings.Duration + Around);
        await WarmUpAsync(cancellation);
        await MeasureAsync("live", server, cancellation);
    }

    public async Task ThrottledAsync(CancellationToken cancellation)
    {
        await using var server = await IocServer.StartAsync(settings.With());
        await using var load = LoadProcess.Start(server.MqttUrl, UpdatesPerSecond, 0, 100, UpdatesPerSecond, settings.WarmUp + settings.Duration + Around);
        await WarmUpAsync(cancellation);
        var before = ResidentMiB(server);
        await MeasureAsync("throttled", server, cancellation);
        report.Add(new Measurement(Group, "server's memory while a wall was throttled", ResidentMiB(server) - before, "MiB more") { Note = "with what the heap keeps free" });
    }

    private Task WarmUpAsync(CancellationToken cancellation) => Task.Delay(settings.WarmUp, TimeProvider.System, cancellation);

    private async Task MeasureAsync(string run, IocServer server, CancellationToken cancellation)
    {
        var seconds = settings.Duration.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        await using var node = ProcessRunner.Start("node", Script, run, $"http://127.0.0.1:{server.Port}", seconds);
        var code = await node.WaitForExitAsync(settings.Duration + Around).WaitAsync(cancellation);
        if (code != 0)
        {
            throw new InvalidOperationException($"pages.mjs ended with {code}: {node.Errors}");
        }

        foreach (var line in node.Output.Lines.Where(line => line.StartsWith('{')))
        {
            using var figure = JsonDocument.Parse(line);
            var root = figure.RootElement;
            report.Add(new Measurement(Group, root.GetProperty("name").GetString()!, root.GetProperty("value").GetDouble(), root.GetProperty("unit").GetString()!)
            {
                Note = root.GetProperty("note").GetString(),
            });
        }
    }

    private static double ResidentMiB(IocServer server)
    {
        using var process = System.Diagnostics.Process.GetProcessById(server.ProcessId);
        return process.WorkingSet64 / (1024.0 * 1024);
    }
}
