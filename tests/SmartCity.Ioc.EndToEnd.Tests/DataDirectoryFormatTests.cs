using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>Data directories of earlier versions, one for each set of formats (<c>Fixtures/README.md</c>), opened by the present one.</summary>
public sealed class DataDirectoryFormatTests
{
    private const string Ever = "from=2026-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";

    public static TheoryData<string> Fixtures =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "tests", "SmartCity.Ioc.EndToEnd.Tests", "Fixtures"), "*.zip").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [SkippableTheory]
    [MemberData(nameof(Fixtures))]
    public async Task Directory_OfAnEarlierVersion_OpensWithAllThatIsInIt(string fixture)
    {
        using var folder = new TemporaryFolder();
        var data = folder.Combine("data");
        var archive = Path.Combine(Repository.Root, "tests", "SmartCity.Ioc.EndToEnd.Tests", "Fixtures", fixture);
        var restore = await ProcessRunner.RunAsync("dotnet", [Repository.SimAssembly, "restore", archive, data]);
        restore.ExitCode.Should().Be(0, string.Join('\n', restore.Errors));
        await using var server = await IocServer.StartAsync($"--Ioc:DataDirectory={data}", $"--Ioc:City={Path.Combine(data, "city")}");

        // Checkpoint and the inputs behind it.
        var ledger = await server.GetUntilAsync("/api/v1/ledger", l => l["total"]!["waiting"]!.GetValue<long>() == 0, "all stored");
        ledger["total"]!["accepted"]!.GetValue<long>().Should().Be(61);
        ledger["total"]!["quarantined"]!.GetValue<long>().Should().Be(1);
        ledger["balanced"]!.GetValue<bool>().Should().BeTrue();

        // History: readings from before the checkpoint and from behind it, windows.
        var readings = await server.GetUntilAsync($"/api/v1/devices/fixture-1/history?metric=pm25&{Ever}", h => Values(h).Length == 60, "all readings");
        Values(readings).Should().Equal(Enumerable.Range(0, 60).Select(i => (double)i));
        var windows = await server.GetUntilAsync($"/api/v1/devices/fixture-1/history?metric=pm25&window=1m&stat=count&{Ever}", h => Values(h).Length == 10, "all windows");
        Values(windows).Should().OnlyContain(count => count == 6);

        var alerts = await server.GetUntilAsync("/api/v1/alerts?rule=pm25-high", a => a["items"]!.AsArray().Count == 1, "the alert");
        alerts["items"]![0]!["state"]!.GetValue<string>().Should().Be("acknowledged");
        alerts["items"]![0]!["device"]!.GetValue<string>().Should().Be("fixture-2");
        (await GetAsync(server, "/api/v1/evidence"))["items"]!.AsArray().Should().ContainSingle().Which!["reason"]!.GetValue<string>().Should().Be("fixture");
        (await GetAsync(server, $"/api/v1/indicators/ho-so-dung-han/observations?{Ever}"))["items"]!.AsArray().Should().ContainSingle()
            .Which!["value"]!.GetValue<double>().Should().Be(71);
        (await GetAsync(server, "/api/v1/quarantine"))["items"]!.AsArray().Should().ContainSingle().Which!["payload"]!.GetValue<string>().Should().Be("no json");

        // The broker's sessions and retained messages.
        (await SubscribeAsync(server, "-t", "fixture/retained")).Should().Be("kept");
        (await SubscribeAsync(server, "-i", "fixture-client", "-c", "-q", "1", "-t", "fixture/queue")).Should().Be("waiting");
        server.AssertNoErrors();
    }

    private static double[] Values(JsonNode history) => [.. history["points"]!.AsArray().Where(p => p!["value"] is not null).Select(p => p!["value"]!.GetValue<double>())];

    private static async Task<JsonNode> GetAsync(IocServer server, string path) => (await server.Http.GetFromJsonAsync<JsonNode>(path))!;

    private static async Task<string> SubscribeAsync(IocServer server, params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync("mosquitto_sub", ["-p", $"{server.MqttPort}", "-C", "1", "-W", "20", .. arguments]);
        result.ExitCode.Should().Be(0, string.Join('\n', result.Errors));
        return string.Join('\n', result.Output);
    }
}
