using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>The server says of itself what is wrong with it, as an alert like any other.</summary>
public sealed class SelfWatchTests
{
    [SkippableFact]
    public async Task Broker_StoppedAndStarted_RaisesOneAlertOnTheServerAndClearsIt()
    {
        await using var mosquitto = await MosquittoServer.StartAsync(new MosquittoSettings { Persistence = true });
        await using var server = await IocServer.StartAsync($"--Ioc:Mqtt:Brokers:0:Url={mosquitto.Url}");
        await mosquitto.StopAsync();

        await server.GetUntilAsync("/api/v1/alerts?rule=server-broker", page => StateOf(page) == "active", "an alert on the broker");
        await mosquitto.RestartAsync();
        var cleared = await server.GetUntilAsync("/api/v1/alerts?rule=server-broker", page => StateOf(page) == "cleared", "that it is back");

        var alert = cleared["items"]!.AsArray().Should().ContainSingle().Subject!;
        alert["kind"]!.GetValue<string>().Should().Be("infrastructure");
        alert["severity"]!.GetValue<string>().Should().Be("critical");
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Broker_ThatHasForgottenOurSession_IsAnAlertOnTheServer()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var server = await IocServer.StartAsync($"--Ioc:Mqtt:Brokers:0:Url={mosquitto.Url}");
        await mosquitto.RestartAsync(); // Nothing was kept: the new process knows nobody.

        var raised = await server.GetUntilAsync("/api/v1/alerts?rule=server-session", page => StateOf(page) == "active", "an alert on the session");
        raised["items"]!.AsArray().Should().ContainSingle().Subject!["severity"]!.GetValue<string>().Should().Be("major");
    }

    private static string? StateOf(JsonNode page) => page["items"]!.AsArray() is [{ } alert] ? alert["state"]!.GetValue<string>() : null;
}
