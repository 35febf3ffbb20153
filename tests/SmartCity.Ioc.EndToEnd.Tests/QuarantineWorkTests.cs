using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>The operator's way with a station whose firmware began to write otherwise: look, mend the mapping, drive again.</summary>
public sealed class QuarantineWorkTests
{
    private const string InForce = "Foreign messages are read by";

    // The known form, and behind it what is said of the new one.
    private const string Known = """
        decoders:
          - id: stations
            mappings:
              - {topic: 'stations/{device}/up', when: {fw: '1'}, zone: phuong-tam-thang, kind: air, device: '{device}', time: t, metrics: [{id: pm25, path: pm}]}

        """;

    private const string Mended = Known + """
              - {topic: 'stations/{device}/up', when: {fw: '2'}, zone: phuong-tam-thang, kind: air, device: '{device}', time: t, metrics: [{id: pm25, path: pm.fine}]}

        """;

    private const string Slip = Known + "      - {topic: 'stations/{device}/up', when: {fw: '2'}, kindd: air}\n";

    [SkippableFact]
    public async Task UnmappedMessages_RedrivenAfterTheMappingWasMended_CountOnceAndAreInLatestAndHistory()
    {
        using var city = new CityCopy();
        city.Write("decoders.yaml", Known);
        await using var server = await IocServer.StartCityAsync(city.Folder);
        var start = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).AddSeconds(-30);
        await server.PublishAsync("stations/old-1/up", Payload(1, start, "12.5"));
        await server.PublishAsync("stations/new-1/up", Payload(2, start, """{"fine": 20.5}"""));
        await server.PublishAsync("stations/new-1/up", Payload(2, start.AddSeconds(10), """{"fine": 161}"""));

        var quarantine = await server.GetUntilAsync("/api/v1/quarantine?reason=unmapped", q => q["items"]!.AsArray().Count == 2, "both messages");
        var item = quarantine["items"]!.AsArray()[0]!;
        item["topic"]!.GetValue<string>().Should().Be("stations/new-1/up");
        item["detail"]!.GetValue<string>().Should().Contain("'stations'");
        await server.GetUntilAsync("/api/v1/ledger", l => IsBalanced(l, received: 3, accepted: 1, quarantined: 2), "one accepted, two put aside");

        // As long as nothing is mended a redrive puts the message aside again; a file with a slip changes nothing.
        city.Replace("decoders.yaml", Slip);
        await server.WaitForLogAsync("Decoders are refused, the old ones stay in force");
        (await RedriveAsync(server, new { ids = new[] { item["id"]!.GetValue<string>() } })).Should().Be("1 redriven, 0 accepted, 1 quarantined");
        await server.GetUntilAsync("/api/v1/ledger", l => IsBalanced(l, received: 3, accepted: 1, quarantined: 2), "the same ledger");

        city.Replace("decoders.yaml", Mended);
        await server.GetUntilAsync("/health/ready", _ => Regex.Count(server.Output, InForce) == 2, "the mended decoders in force");
        var all = new { topic = "stations/#", reason = "unmapped" };
        (await RedriveAsync(server, all)).Should().Be("2 redriven, 2 accepted, 0 quarantined");
        (await RedriveAsync(server, all)).Should().Be("0 redriven, 0 accepted, 0 quarantined");

        await CheckAsync(server, start);
        var alerts = await server.GetUntilAsync("/api/v1/alerts?rule=pm25-high", _ => true, "alerts");
        alerts["items"]!.AsArray().Should().BeEmpty("161 µg/m³ of a while ago calls nobody now");

        await server.KillAsync();
        await server.RestartAsync();
        (await RedriveAsync(server, all)).Should().Be("0 redriven, 0 accepted, 0 quarantined");
        await CheckAsync(server, start);
        server.AssertNoErrors();
    }

    private static async Task CheckAsync(IocServer server, DateTimeOffset start)
    {
        await server.GetUntilAsync("/api/v1/ledger", l => IsBalanced(l, received: 3, accepted: 3, quarantined: 0) && Total(l, "stored") == 3, "three of three stored");
        await server.GetUntilAsync("/api/v1/quarantine", q => q["items"]!.AsArray().Count == 0, "nothing left");
        var history = await server.GetUntilAsync(
            $"/api/v1/devices/new-1/history?metric=pm25&from={start.ToUnixTimeMilliseconds()}&to={start.AddSeconds(20).ToUnixTimeMilliseconds()}",
            h => h["points"]!.AsArray().Count == 2, "both readings");
        history["points"]!.AsArray().Select(p => p!["value"]!.GetValue<double>()).Should().Equal(20.5, 161);
        await server.GetUntilAsync("/api/v1/devices/new-1", d => d["values"]!["pm25"]?.GetValue<double>() == 161, "the newest reading");
    }

    private static async Task<string> RedriveAsync(IocServer server, object which)
    {
        var response = await server.Http.PostAsJsonAsync("/api/v1/quarantine/redrive", which);
        response.EnsureSuccessStatusCode();
        var counts = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        return $"{counts["redriven"]} redriven, {counts["accepted"]} accepted, {counts["quarantined"]} quarantined";
    }

    private static string Payload(int firmware, DateTimeOffset at, string pm) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"fw": "{{firmware}}", "t": {{at.ToUnixTimeSeconds()}}, "pm": {{pm}}}""");

    private static bool IsBalanced(JsonNode ledger, long received, long accepted, long quarantined) =>
        ledger["balanced"]!.GetValue<bool>() && Total(ledger, "received") == received && Total(ledger, "accepted") == accepted
        && Total(ledger, "quarantined") == quarantined;

    private static long Total(JsonNode ledger, string entry) => ledger["total"]![entry]!.GetValue<long>();
}
