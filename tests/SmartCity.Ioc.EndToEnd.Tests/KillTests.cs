using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>SIGKILL in the middle of a stream: what was acknowledged is there after the start, and nothing is there twice.</summary>
public sealed class KillTests
{
    [SkippableFact]
    public async Task Server_KilledInTheMiddleOfAQos1Stream_HasEverythingThatItAcknowledgedOnce()
    {
        await using var server = await IocServer.StartAsync();
        var acknowledged = new ConcurrentDictionary<int, bool>();
        var start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 20_000;
        var sent = 0;
        for (var round = 0; round < 3; round++)
        {
            await using var publisher = await RawPublisher.ConnectAsync(server.MqttPort);
            var until = acknowledged.Count + 400;

            // One connection, 20 in flight; each number is the device's seq and its value.
            var stream = publisher.PublishAsync(
                () => ++sent,
                number => ("ioc/v1/vung-tau/air/e2e-kill", Encoding.UTF8.GetBytes($$"""{"ts": {{start + number}}, "seq": {{number}}, "pm10": {{number % 500}}}""")),
                number => acknowledged[number] = true,
                () => acknowledged.Count >= until);
            await stream;
            await server.KillAsync();
            await server.RestartAsync();
        }

        acknowledged.Count.Should().BeGreaterThan(1000);
        var from = DateTimeOffset.FromUnixTimeMilliseconds(start);
        var path = $"/api/v1/devices/e2e-kill/history?metric=pm10&from={from:yyyy-MM-ddTHH:mm:ss.fffZ}&to={from.AddMinutes(5):yyyy-MM-ddTHH:mm:ss.fffZ}&limit=10000";
        var history = await server.GetUntilAsync(path, h => Readings(h).Count() >= acknowledged.Count, "every acknowledged reading");
        var stored = Readings(history)
            .Select(p => (int)(DateTimeOffset.Parse(p["t"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() - start)).ToArray();
        stored.Should().OnlyHaveUniqueItems();
        acknowledged.Keys.Except(stored).Should().BeEmpty("each of these was acknowledged");
        var ledger = await server.GetUntilAsync("/api/v1/ledger", l => l["total"]!["stored"]!.GetValue<long>() == l["total"]!["accepted"]!.GetValue<long>(), "all stored");
        ledger["total"]!["accepted"]!.GetValue<long>().Should().Be(stored.Length, "each is one point: {0}", ledger["total"]!.ToJsonString());
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Device_TakenOutOfServiceBeforeTheKill_IsOutOfServiceAfterTheStart()
    {
        await using var server = await IocServer.StartAsync();
        using var change = new StringContent("""{"outOfService": "gửi sửa"}""", Encoding.UTF8, "application/json");
        using var answer = await server.Http.PutAsync("/api/v1/devices/cam-000001", change);
        answer.EnsureSuccessStatusCode();

        await server.KillAsync();
        await server.RestartAsync();

        await server.GetUntilAsync("/api/v1/devices/cam-000001", d => d["health"]!.GetValue<string>() == "out-of-service", "the device out of service");
        var changes = await server.GetUntilAsync("/api/v1/registry/changes", _ => true, "the audit");
        changes["items"]!.AsArray().Should().ContainSingle().Which!["change"]!["outOfService"]!.GetValue<string>().Should().Be("gửi sửa");
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Alert_WhoseStoreIsLost_StandsAgainAfterTheStart()
    {
        await using var server = await IocServer.StartAsync();
        await server.PublishAsync("ioc/v1/vung-tau/air/e2e-lost", """{"seq": 1, "pm25": 158.2}""");
        var before = await server.GetUntilAsync("/api/v1/alerts?rule=pm25-high", a => a["items"]!.AsArray().Count == 1, "the alert");
        // Its last act is a checkpoint: the replay will not raise the alert again.
        (await server.StopAndGetExitCodeAsync()).Should().Be(0);
        foreach (var file in Directory.GetFiles(server.Data, "alerts.db*"))
        {
            File.Delete(file);
        }

        await server.RestartAsync();

        var after = await server.GetUntilAsync("/api/v1/alerts?rule=pm25-high", a => a["items"]!.AsArray().Count == 1, "the alert");
        after["items"]![0]!["id"]!.GetValue<string>().Should().Be(before["items"]![0]!["id"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Alert_OpenWhenTheServerIsKilled_IsTheSameAlertAfterTheStart()
    {
        await using var server = await IocServer.StartAsync();
        await server.PublishAsync("ioc/v1/vung-tau/air/e2e-kill", """{"seq": 1, "pm25": 158.2}""");
        var before = await server.GetUntilAsync("/api/v1/alerts?rule=pm25-high", a => a["items"]!.AsArray().Count == 1, "the alert");

        await server.KillAsync();
        await server.RestartAsync();
        await server.PublishAsync("ioc/v1/vung-tau/air/e2e-kill", """{"seq": 2, "pm25": 170}""");
        await server.GetUntilAsync("/api/v1/devices/e2e-kill", d => d["values"]!["pm25"]?.GetValue<double>() == 170, "the second reading");

        var after = await server.GetUntilAsync("/api/v1/alerts?rule=pm25-high", _ => true, "alerts");
        after["items"]!.AsArray().Should().ContainSingle().Which!["id"]!.GetValue<string>().Should().Be(before["items"]![0]!["id"]!.GetValue<string>());
        server.AssertNoErrors();
    }

    // After a slow start the answer also says that nothing has come since: a gap, which is no reading.
    private static IEnumerable<JsonNode> Readings(JsonNode history) => history["points"]!.AsArray().Select(point => point!).Where(point => point["gap"] is null);
}
