using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing.Hub;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>Many alerts at once: none lost, none repeated, one a key.</summary>
public sealed class AlertFloodTests
{
    private const int Devices = 300;

    [SkippableFact]
    public async Task Flood_WithTheServerKilledInIt_LosesNoAlertAndRepeatsNone()
    {
        await using var server = await IocServer.StartAsync();
        var start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;
        var acknowledged = new ConcurrentDictionary<int, bool>();
        var changes = new List<(long Sequence, string Action, string Device)>();
        string? cursor = null;
        var sent = 0;
        for (var round = 1; round <= 3; round++)
        {
            await using var hub = await HubClient.ConnectAsync(server.HubUri);
            var alerts = await hub.StreamAsync("Alerts", new { cursor });
            cursor = Take(await alerts.NextAsync(CancellationToken.None), changes);
            var watching = WatchAsync(alerts, changes, cursor);
            await using var publisher = await RawPublisher.ConnectAsync(server.MqttPort);
            var until = round * Devices / 3;

            // Each device once, and over again from the start: what was not acknowledged before the kill comes in the next round.
            await publisher.PublishAsync(
                () => ++sent,
                number => ($"ioc/v1/vung-tau/air/e2e-flood-{number % Devices}", Encoding.UTF8.GetBytes($$"""{"ts": {{start + number}}, "seq": {{number}}, "pm25": 158.2}""")),
                number => acknowledged[number % Devices] = true,
                () => acknowledged.Count >= until);
            await server.KillAsync();
            cursor = await watching;
            await server.RestartAsync();
        }

        acknowledged.Count.Should().Be(Devices);
        var page = await server.GetUntilAsync("/api/v1/alerts?rule=pm25-high&limit=1000", a => a["items"]!.AsArray().Count >= Devices, "every alert");
        page["items"]!.AsArray().Select(alert => alert!["device"]!.GetValue<string>()).Should().HaveCount(Devices).And.OnlyHaveUniqueItems();

        await using var after = await HubClient.ConnectAsync(server.HubUri);
        var rest = await after.StreamAsync("Alerts", new { cursor });
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (changes.Count(change => change.Action == "raised") < Devices)
        {
            Take(await rest.NextAsync(bound.Token), changes);
        }

        // One log: every change once, in order, with no number left out, over three kills.
        changes.Select(change => change.Sequence).Should().Equal(Enumerable.Range(1, changes.Count).Select(number => (long)number));
        changes.Where(change => change.Action == "raised").Select(change => change.Device).Should().OnlyHaveUniqueItems();

        // The same rule at one place: a line to look at, and all of them behind it.
        var lines = await server.GetUntilAsync("/api/v1/alerts/lines", _ => true, "the list");
        lines["lines"]!.AsArray().Count.Should().BeLessThanOrEqualTo(10);
        lines["ledger"]!["raised"]!.GetValue<int>().Should().Be(Devices);
        lines["lines"]!.AsArray().Sum(line => 1 + line!["folded"]!.GetValue<int>()).Should().Be(Devices);
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Key_TenThousandTriggersOverManyConnections_IsOneAlert()
    {
        await using var server = await IocServer.StartAsync();
        var start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;
        var sent = 0;
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async connection =>
        {
            await using var publisher = await RawPublisher.ConnectAsync(server.MqttPort, $"raw-{connection}");
            var confirmed = 0;
            await publisher.PublishAsync(
                () => Interlocked.Increment(ref sent),
                number => ("ioc/v1/vung-tau/air/e2e-key", Encoding.UTF8.GetBytes($$"""{"ts": {{start + number}}, "seq": {{number}}, "pm25": {{200 + (number % 100)}}}""")),
                _ => confirmed++,
                () => confirmed >= 1000);
        }));

        await server.GetUntilAsync("/api/v1/ledger", l => l["total"]!["received"]!.GetValue<long>() >= 10_000, "all of them");
        var alert = (await server.GetUntilAsync("/api/v1/alerts?rule=pm25-high", a => a["items"]!.AsArray().Count > 0, "the alert"))["items"]!
            .AsArray().Should().ContainSingle().Subject!;
        var timeline = await server.Http.GetFromJsonAsync<JsonNode>($"/api/v1/alerts/{alert["id"]}/timeline");
        timeline!["items"]!.AsArray().Count(change => change!["action"]!.GetValue<string>() == "raised").Should().Be(1);
        timeline["items"]!.AsArray().Should().NotContain(change => change!["action"]!.GetValue<string>() == "cleared");
        server.AssertNoErrors();
    }

    /// <summary>Takes what comes until the server dies.</summary>
    /// <returns>Where to go on.</returns>
    private static async Task<string> WatchAsync(
        HubSubscription alerts, List<(long Sequence, string Action, string Device)> changes, string cursor)
    {
        try
        {
            while (true)
            {
                cursor = Take(await alerts.NextAsync(CancellationToken.None), changes);
            }
        }
        catch (Exception e) when (e is IOException or WebSocketException)
        {
            return cursor;
        }
    }

    private static string Take(JsonElement frame, List<(long Sequence, string Action, string Device)> changes)
    {
        var alerts = frame.GetProperty("alerts").EnumerateArray().ToArray();

        // In a reset what stands comes first, and then what was missed.
        var missed = !frame.GetProperty("reset").GetBoolean() ? alerts.Length
            : frame.TryGetProperty("replayed", out var replayed) && replayed.ValueKind == JsonValueKind.Number ? replayed.GetInt32() : 0;
        foreach (var alert in alerts[^missed..])
        {
            var change = alert.GetProperty("change");
            changes.Add((change.GetProperty("sequence").GetInt64(), change.GetProperty("action").GetString()!, alert.GetProperty("device").GetString()!));
        }

        return frame.GetProperty("cursor").GetString()!;
    }
}
