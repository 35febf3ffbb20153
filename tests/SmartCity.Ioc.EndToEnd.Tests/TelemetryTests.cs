using System.Text.RegularExpressions;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Hub;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>What the server says of itself to Prometheus and by OTLP.</summary>
public sealed partial class TelemetryTests
{
    private const string Device = "e2e-air-1";
    private const string Topic = $"ioc/v1/vung-tau/air/{Device}";

    [SkippableFact]
    public async Task Metrics_OfARunningServer_AreThoseOfTheGuide()
    {
        await using var server = await IocServer.StartAsync();
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var wall = await HubClient.ConnectAsync(server.HubUri);
        var live = await wall.StreamAsync("Live", new { zones = new[] { "vung-tau" } });
        await live.NextAsync(bound.Token);
        await wall.SendAsync("Report", new { id = "left", screen = "overview" });
        await server.GetUntilAsync("/api/v1/walls", walls => walls["items"]!.AsArray().Any(w => w!["framesSent"]!.GetValue<long>() > 0), "the wall's frame");

        var shown = ExportedName().Matches(await server.Http.GetStringAsync("/metrics")).Select(m => m.Groups[1].Value).ToHashSet();

        var guide = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "operations.md"));
        var described = guide.Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(row => Name().Matches(row.Split('|')[1])).Select(m => m.Groups[1].Value).ToHashSet();
        described.Should().BeEquivalentTo(shown);
    }

    [SkippableFact]
    public async Task Ledger_InTheMetrics_AddsUp()
    {
        await using var server = await IocServer.StartAsync();
        await server.PublishAsync(Topic, """{"seq": 1, "pm25": 1}""");
        await server.PublishAsync(Topic, """{"seq": 1, "pm25": 1}""");
        await server.PublishAsync(Topic, """{"seq": 2, "pm25": 99999}""");
        await server.GetUntilAsync("/api/v1/ledger", l => l["total"]!["received"]!.GetValue<long>() == 3, "three messages");

        var metrics = await server.Http.GetStringAsync("/metrics");

        var outcomes = Outcome().Matches(metrics).ToDictionary(m => m.Groups[1].Value, m => int.Parse(m.Groups[2].Value));
        outcomes.Should().Contain("received", 3).And.Contain("accepted", 1).And.Contain("duplicate", 1).And.Contain("quarantined", 1);
        metrics.Should().Contain("\nioc_ledger_difference 0\n");
    }

    [SkippableFact]
    public async Task Otlp_ToACollector_HasTheMetricsAndAMessageFromPacketToWall()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var server = await IocServer.StartAsync(
            $"--Ioc:Otlp:Endpoint={collector.Url}", "--Ioc:Otlp:Interval=1s", "--Ioc:Otlp:TraceEvery=1ms", "--Ioc:Otlp:Headers=x-token=abc");
        await using var hub = await HubClient.ConnectAsync(server.HubUri);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var live = await hub.StreamAsync("Live", new { devices = new[] { Device }, include = new[] { "devices" } });
        await live.NextAsync(bound.Token);

        await server.PublishAsync(Topic, """{"pm25": 38.2}""");
        await live.NextAsync(f => f.GetProperty("devices").GetArrayLength() > 0, bound.Token);

        var metrics = await collector.UntilAsync("/v1/metrics", "ioc.ingest.messages", "ioc.push.frames", "ioc.ledger.messages", "smartcity-ioc");
        metrics.Token.Should().Be("abc");
        await collector.UntilAsync("/v1/traces", Device, "message", "inbox", "journal", "pipeline", "wall");
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Otlp_WithoutItsCollector_IsSaidOnceAndHoldsUpNothing()
    {
        await using var server = await IocServer.StartAsync(
            $"--Ioc:Otlp:Endpoint=http://127.0.0.1:{SparePort.Next()}", "--Ioc:Otlp:Interval=1s");

        await server.WaitForLogAsync("The OTLP collector does not take what it is sent");
        await server.PublishAsync(Topic, """{"pm25": 38.2}""");

        await server.GetUntilAsync($"/api/v1/devices/{Device}", d => d["values"]!["pm25"] is not null, "the reading");
        (await server.StopAndGetExitCodeAsync()).Should().Be(0);
    }

    [GeneratedRegex(@"^# TYPE ((?:ioc|mqtt)_\S+) ", RegexOptions.Multiline)]
    private static partial Regex ExportedName();

    [GeneratedRegex(@"`((?:ioc|mqtt)_\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex("""^ioc_ledger_messages_total\{outcome="(\w+)"\} (\d+)$""", RegexOptions.Multiline)]
    private static partial Regex Outcome();
}
