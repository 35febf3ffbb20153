using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing.Hub;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>Walls that are known stay known, and a dark one is an alert.</summary>
public sealed class WallRegisterTests : IDisposable
{
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(90));

    public void Dispose() => _timeout.Dispose();

    [SkippableFact]
    public async Task Wall_DarkOverARestartOfTheServer_IsAnAlertUntilItIsBackOrRetired()
    {
        await using var server = await IocServer.StartAsync("--Ioc:SelfWatch:WallSilence=3s");
        await ReportAsync(server, "left-1");
        await ReportAsync(server, "right-1");
        await ReportAsync(server, "wall-0a1b2c");
        await server.StopAsync();
        await server.RestartAsync();
        await AskForNonsenseAsync(server);

        var alerts = await server.GetUntilAsync("/api/v1/alerts?rule=server-wall", page => Items(page).Length == 2, "two dark walls");
        Items(alerts).Select(Text("device")).Should().BeEquivalentTo("wall:left-1", "wall:right-1");
        Items(alerts).Select(Text("state")).Should().OnlyContain(state => state == "active");

        await ReportAsync(server, "left-1");
        await server.GetUntilAsync(TimelineOf(alerts, "wall:left-1"), t => Items(t).Any(change => Text("action")(change) == "cleared"), "that left-1 is back");
        var answer = await server.Http.PostAsJsonAsync("/api/v1/walls/right-1/retire", new { note = "taken down", by = "an" });
        answer.EnsureSuccessStatusCode();
        await server.GetUntilAsync(TimelineOf(alerts, "wall:right-1"), t => Items(t).Any(change => Text("note")(change) == "Retired by an: taken down"), "who retired it");
        server.AssertNoErrors();
    }

    private static string TimelineOf(JsonNode alerts, string source) =>
        $"/api/v1/alerts/{Text("id")(Items(alerts).Single(alert => Text("device")(alert) == source))}/timeline";

    private static JsonNode[] Items(JsonNode page) => [.. page["items"]!.AsArray().Select(item => item!)];

    private static Func<JsonNode, string?> Text(string name) => node => node[name]?.GetValue<string>();

    // A client's mistake is no error of ours.
    private async Task AskForNonsenseAsync(IocServer server)
    {
        await using var client = await HubClient.ConnectAsync(new Uri($"http://127.0.0.1:{server.Port}"), cancellation: _timeout.Token);
        var stream = await client.StreamAsync("Live", new { include = new[] { "weather" } }, _timeout.Token);
        var next = async () => await stream.NextAsync(_timeout.Token);
        (await next.Should().ThrowAsync<IOException>()).WithMessage("*weather*");
    }

    private async Task ReportAsync(IocServer server, string wall)
    {
        await using var client = await HubClient.ConnectAsync(new Uri($"http://127.0.0.1:{server.Port}"), cancellation: _timeout.Token);
        await client.SendAsync("Report", new { id = wall, screen = "overview", frames = 1, width = 1920, height = 1080 });
        await server.GetUntilAsync(
            "/api/v1/walls", page => Items(page).Any(item => Text("id")(item) == wall && Text("state")(item) == "live"), $"the report of {wall}");
    }
}
