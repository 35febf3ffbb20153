using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing.Hub;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>One reading all the way: a real MQTT client in, the wall's stream, REST and MQTT out.</summary>
public sealed class WholePathTests
{
    private const string Topic = "ioc/v1/vung-tau/air/e2e-air-1";

    [SkippableFact]
    public async Task Reading_PublishedToTheListener_IsOnTheHubInHistoryAndInTheLedger()
    {
        await using var server = await IocServer.StartAsync();
        await using var hub = await HubClient.ConnectAsync(server.HubUri);
        var live = await hub.StreamAsync("Live", new { devices = new[] { "e2e-air-1" }, include = new[] { "devices" } });
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        (await live.NextAsync(bound.Token)).GetProperty("reset").GetBoolean().Should().BeTrue();

        var at = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        await server.PublishAsync(Topic, $$"""{"ts": {{at.ToUnixTimeMilliseconds()}}, "seq": 1, "pm25": 38.2, "pm10": 51, "note": "x"}""");

        var frame = await live.NextAsync(f => f.TryGetProperty("devices", out var devices) && devices.GetArrayLength() > 0, bound.Token);
        var device = frame.GetProperty("devices")[0];
        device.GetProperty("id").GetString().Should().Be("e2e-air-1");
        device.GetProperty("zone").GetString().Should().Be("vung-tau");
        device.GetProperty("kind").GetString().Should().Be("air");
        device.GetProperty("ts").GetInt64().Should().Be(at.ToUnixTimeMilliseconds());
        device.GetProperty("health").GetString().Should().Be("ok");
        device.GetProperty("values").GetProperty("pm25").GetDouble().Should().Be(38.2);

        var history = await server.GetUntilAsync(
            $"/api/v1/devices/e2e-air-1/history?metric=pm25&from={at.AddMinutes(-1):O}&to={at.AddMinutes(1):O}".Replace("+", "%2B", StringComparison.Ordinal),
            h => h["points"]!.AsArray().Count > 0, "the reading");
        history["points"]!.AsArray().Should().ContainSingle().Which!["value"]!.GetValue<double>().Should().Be(38.2);

        var ledger = await server.GetUntilAsync("/api/v1/ledger", l => Total(l, "stored") == 1, "the message as stored");
        Total(ledger, "received").Should().Be(1);
        Total(ledger, "accepted").Should().Be(1);
        Total(ledger, "quarantined").Should().Be(0);
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Reading_ThroughARealBroker_ArrivesLikeOneFromTheListener()
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var server = await IocServer.StartAsync($"--Ioc:Mqtt:Brokers:0:Url={mosquitto.Url}", "--Ioc:Mqtt:Brokers:0:ClientId=ioc-e2e");
        await server.GetUntilAsync("/health/ready", r => r["status"]!.GetValue<string>() == "ready", "the broker's connection");

        await mosquitto.PublishAsync(Topic, """{"pm25": 12.5}""", qos: 2);

        var device = await server.GetUntilAsync("/api/v1/devices/e2e-air-1", d => d["values"]!["pm25"] is not null, "the reading");
        device["values"]!["pm25"]!.GetValue<double>().Should().Be(12.5);
        server.AssertNoErrors();
    }

    [SkippableTheory]
    [InlineData("ioc/v1/vung-tau/air/e2e-air-1", """{"pm25": """, "malformed-payload")]
    [InlineData("ioc/v1/vung-tau/air/e2e-air-1", """{"pm25": 99999}""", "out-of-range")]
    [InlineData("ioc/v1/vung-tau/air/e2e-air-1", """{"ts": 4102444800000, "pm25": 1}""", "future-time")]
    [InlineData("ioc/v1/vung-tau/air/E2E", """{"pm25": 1}""", "malformed-topic")]
    [InlineData("ioc/v1/vung-tau/camera/air-000001", """{"pm25": 1}""", "identity-mismatch")]
    public async Task Message_ThatIsWrong_GoesToQuarantineWithItsReasonAndNothingElseNotices(string topic, string payload, string reason)
    {
        await using var server = await IocServer.StartAsync();
        await server.PublishAsync(topic, payload);
        await server.PublishAsync(Topic, """{"pm25": 20}""");

        var quarantine = await server.GetUntilAsync("/api/v1/quarantine", q => q["items"]!.AsArray().Count > 0, "the message");
        var item = quarantine["items"]!.AsArray().Should().ContainSingle().Subject!;
        item["reason"]!.GetValue<string>().Should().Be(reason);
        item["topic"]!.GetValue<string>().Should().Be(topic);
        item["detail"]!.GetValue<string>().Should().NotBeEmpty();
        await server.GetUntilAsync("/api/v1/devices/e2e-air-1", d => d["values"]!["pm25"]?.GetValue<double>() == 20, "the good message");
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Reading_InAWardOfTwoMaps_CountsForTheZonesAboveItOnBoth()
    {
        await using var server = await IocServer.StartAsync();
        await server.PublishAsync("ioc/v1/phuong-vung-tau/air/e2e-air-2", """{"pm25": 33.5}""");
        foreach (var zone in (string[])["phuong-vung-tau", "vung-tau", "ba-ria-vung-tau", "ho-chi-minh"])
        {
            await server.GetUntilAsync(
                $"/api/v1/zones/{zone}/history?metric=air.pm25", h => h["points"]!.AsArray().Any(p => p!["mean"]?.GetValue<double>() == 33.5), $"the reading in {zone}");
        }

        (await ParentAsync(server, "", "phuong-vung-tau")).Should().Be("vung-tau");
        (await ParentAsync(server, "?asOf=2025-07-01", "phuong-vung-tau")).Should().Be("ho-chi-minh");
        (await ParentAsync(server, "?asOf=2025-06-30", "vung-tau")).Should().Be("ba-ria-vung-tau");
        (await ParentAsync(server, "?asOf=2025-06-30", "ba-ria-vung-tau")).Should().BeNull("the province stood for itself");
        (await server.Http.GetAsync("/api/v1/zones?asOf=1/7/2025")).StatusCode.Should().Be(System.Net.HttpStatusCode.BadRequest);
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Alert_FromReadingToAcknowledgement_IsOneAlertEverywhere()
    {
        await using var server = await IocServer.StartAsync();
        await using var hub = await HubClient.ConnectAsync(server.HubUri);
        var alerts = await hub.StreamAsync("Alerts", new { minSeverity = "major" });
        await using var phone = ProcessRunner.Start(
            "stdbuf", ["-oL", RequiresProgram.Find("mosquitto_sub"), "-p", $"{server.MqttPort}", "-t", "ioc/v1/alerts/#", "-v", "-d"]);
        await phone.Output.WaitForLineAsync("Subscribed", TimeSpan.FromSeconds(20));

        await server.PublishAsync(Topic, """{"seq": 1, "pm25": 158.2}""");
        await server.PublishAsync(Topic, """{"seq": 2, "pm25": 161}""");

        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var raised = await alerts.NextAsync(a => IsAbout(a, "pm25-high"), bound.Token);
        var open = (await server.GetUntilAsync("/api/v1/alerts?state=active&rule=pm25-high", a => a["items"]!.AsArray().Count > 0, "the alert"))["items"]!
            .AsArray().Where(a => a!["device"]!.GetValue<string>() == "e2e-air-1").Should().ContainSingle().Subject!;
        open["severity"]!.GetValue<string>().Should().Be("major");
        open["value"]!.GetValue<double>().Should().Be(158.2);
        open["threshold"]!.GetValue<double>().Should().Be(150);
        open["title"]!["vi"]!.GetValue<string>().Should().NotBeEmpty();
        raised.ToString().Should().Contain(open["id"]!.GetValue<string>());
        await phone.Output.WaitForLineAsync($"ioc/v1/alerts/vung-tau/major {{\"id\":\"{open["id"]}\"", TimeSpan.FromSeconds(20));

        var acknowledged = await server.Http.PostAsJsonAsync($"/api/v1/alerts/{open["id"]}/acknowledge", new { note = "patrol sent", revision = 1 });
        acknowledged.EnsureSuccessStatusCode();
        (await acknowledged.Content.ReadFromJsonAsync<JsonNode>())!["state"]!.GetValue<string>().Should().Be("acknowledged");
        var conflict = await server.Http.PostAsJsonAsync($"/api/v1/alerts/{open["id"]}/comment", new { note = "late", revision = 1 });
        ((int)conflict.StatusCode).Should().Be(409);

        await server.PublishAsync(Topic, """{"seq": 3, "pm25": 100}""");
        await server.GetUntilAsync($"/api/v1/alerts/{open["id"]}", a => a["state"]!.GetValue<string>() == "closed", "the alert closed");
        var timeline = await server.GetUntilAsync($"/api/v1/alerts/{open["id"]}/timeline", _ => true, "the timeline");
        timeline["items"]!.AsArray().Select(t => t!["action"]!.GetValue<string>()).Should().Equal("raised", "acknowledged", "cleared");
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Reading_PublishedWithTheRetainFlag_CountsOnceAsTheNewsThatItIs()
    {
        await using var server = await IocServer.StartAsync();
        var result = await ProcessRunner.RunAsync("mosquitto_pub", ["-p", $"{server.MqttPort}", "-t", Topic, "-m", """{"seq": 1, "pm25": 7}""", "-q", "1", "-r"]);
        result.ExitCode.Should().Be(0);
        var ledger = await server.GetUntilAsync("/api/v1/ledger", l => Total(l, "stored") == 1, "the message as stored");
        Total(ledger, "received").Should().Be(1);
        Total(ledger, "accepted").Should().Be(1);
    }

    private static async Task<string?> ParentAsync(IocServer server, string query, string zone)
    {
        var zones = await server.GetUntilAsync($"/api/v1/zones{query}", _ => true, "the territory");
        return zones["items"]!.AsArray().Single(z => z!["id"]!.GetValue<string>() == zone)!["parent"]?.GetValue<string>();
    }

    private static bool IsAbout(System.Text.Json.JsonElement frame, string rule) => frame.ToString().Contains($"\"{rule}\"", StringComparison.Ordinal);

    private static long Total(JsonNode ledger, string entry) => ledger["total"]![entry]!.GetValue<long>();
}
