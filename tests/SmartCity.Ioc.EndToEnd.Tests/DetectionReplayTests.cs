using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>An alert on a detection, which stored history does not have: explained and rehearsed out of the journal.</summary>
public sealed class DetectionReplayTests
{
    private const string Rules = """
        watch_lists:
          - {id: wanted, entries: [{value: 72A-123.45, until: 2099-12-31, note: vụ 17}]}
        rules:
          - {id: wanted-car, title: {vi: Xe truy tìm, en: Wanted car}, action: {vi: Xem, en: Look}, owner: o, rationale: r, severity: critical, kinds: [camera], condition: {event: {type: plate, watch_list: wanted, clear_for: 10m}}}
        """;

    [SkippableFact]
    public async Task Detection_OnAWatchList_IsExplainedWithTheSameIdAndRehearsed()
    {
        await using var server = await IocServer.StartAsync();
        (await server.Http.PutAsync("/api/v1/rules", new StringContent(Rules, Encoding.UTF8, "application/yaml"))).StatusCode.Should().Be(HttpStatusCode.OK);
        await server.PublishAsync("ioc/v1/vung-tau/camera/cam-000001", """{"seq": 1, "events": [{"type": "plate", "value": "72a 12345", "confidence": 0.9}]}""");
        var alert = (await server.GetUntilAsync("/api/v1/alerts?rule=wanted-car", a => a["items"]!.AsArray().Count == 1, "the alert"))["items"]![0]!;

        var explanation = await server.GetUntilAsync($"/api/v1/alerts/{alert["id"]}/explanation", _ => true, "an explanation");
        explanation["reproduced"]!.GetValue<bool>().Should().BeTrue("{0}", explanation.ToJsonString());
        explanation["replayedId"]!.GetValue<string>().Should().Be(alert["id"]!.GetValue<string>());

        var rehearsal = await server.Http.PostAsync("/api/v1/rules/rehearse", JsonContent.Create(new { }));
        var report = (await rehearsal.Content.ReadFromJsonAsync<JsonNode>())!;
        var rule = report["rules"]!.AsArray().Single(rule => rule!["rule"]!.GetValue<string>() == "wanted-car")!;
        rule["count"]!.GetValue<int>().Should().Be(1, "{0}", report.ToJsonString());
        rule["notInHistory"]![0]!.GetValue<string>().Should().Be("events");
        rule["countedFrom"]!.GetValue<string>().Should().Be(report["inputsFrom"]!.GetValue<string>());
        rule["examples"]![0]!["alert"]!.GetValue<string>().Should().Be(alert["id"]!.GetValue<string>());
        server.AssertNoErrors();
    }
}
