using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Tests.Api;

public sealed class RulesApiTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() =>
        _server = await ApiServer.StartAsync(services => services.AddSingleton<ICommandGateway, EngineGateway>());

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Put_WhatGetAnswered_ChangesNothing()
    {
        var (_, body) = await _server.GetAsync("/api/v1/rules");
        var (status, answer) = await _server.PutAsync("/api/v1/rules", body.GetRawText());

        status.Should().Be(HttpStatusCode.OK, "it says {0}", answer);
        answer.GetProperty("unchanged").GetInt32().Should().Be(2);
        answer.GetProperty("changes").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Put_ChangedLimit_IsInForceAtOnceWithTheNextVersionAndInTheHistory()
    {
        var text = (await _server.GetAsync("/api/v1/rules")).Body.GetRawText().Replace("\"atOrAbove\":150", "\"atOrAbove\":160", StringComparison.Ordinal);
        (await _server.PutAsync("/api/v1/rules?note=too%20many", text)).Status.Should().Be(HttpStatusCode.OK);

        var rule = (await _server.GetAsync("/api/v1/rules/pm25-high")).Body;
        rule.GetProperty("version").GetInt32().Should().Be(2);
        rule.GetProperty("condition").GetProperty("threshold").GetProperty("atOrAbove").GetDouble().Should().Be(160);
        var newest = (await _server.GetAsync("/api/v1/rules/history")).Body.GetProperty("items")[0];
        newest.GetProperty("note").GetString().Should().Be("too many");
        newest.GetProperty("changes")[0].GetProperty("id").GetString().Should().Be("pm25-high");
    }

    [Fact]
    public async Task Put_Yaml_IsTakenToo()
    {
        const string Yaml = """
            rules:
              - id: hot
                title: {vi: Nóng, en: Hot}
                action: {vi: Xem, en: Look}
                owner: test
                rationale: test
                severity: minor
                kinds: [air]
                condition: {threshold: {metric: temp, above: 37}}
            """;
        (await _server.PutAsync("/api/v1/rules", Yaml, "application/yaml")).Status.Should().Be(HttpStatusCode.OK);
        (await _server.GetAsync("/api/v1/rules")).Body.GetProperty("items").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Put_WrongRules_NamesEachLineAndLeavesTheOldOnes()
    {
        var (status, body) = await _server.PutAsync("/api/v1/rules", "{\"rules\":[\n{\"id\":\"x\"},\n{\"id\":\"x\"}]}");

        status.Should().Be(HttpStatusCode.BadRequest);
        body.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("line").GetInt32()).Should().Contain([2, 3]);
        (await _server.GetAsync("/api/v1/rules")).Body.GetProperty("revision").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task Put_WithTheTagOfAnOlderRevision_IsRefused()
    {
        const string Nothing = """{"rules":[]}""";
        (await _server.PutAsync("/api/v1/rules", Nothing, headers: ("If-Match", "\"1\""))).Status.Should().Be(HttpStatusCode.OK);
        (await _server.PutAsync("/api/v1/rules", Nothing, headers: ("If-Match", "\"1\""))).Status.Should().Be(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Put_DryRun_SaysWhatWouldChangeAndChangesNothing()
    {
        var (status, body) = await _server.PutAsync("/api/v1/rules?dryRun=true", """{"rules":[]}""");

        status.Should().Be(HttpStatusCode.OK);
        body.GetProperty("changes").GetArrayLength().Should().Be(2);
        (await _server.GetAsync("/api/v1/rules")).Body.GetProperty("revision").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task Put_Form_IsRefused() =>
        (await _server.PutAsync("/api/v1/rules", "rules: []", "text/plain")).Status.Should().Be(HttpStatusCode.UnsupportedMediaType);

    [Fact]
    public async Task Schema_IsServedForBothSpellings()
    {
        (await _server.GetAsync("/api/v1/rules/schema")).Body.GetProperty("$defs").GetProperty("rule").ValueKind.Should().Be(JsonValueKind.Object);
        (await _server.GetAsync("/api/v1/rules/schema?keys=yaml")).Body.GetRawText().Should().Contain("at_or_above");
    }

    [Fact]
    public async Task Rehearse_RulesOfTheBody_AreRunOverHistoryAndComparedWithThoseInForce()
    {
        // Stored values are the second of their minute: ten seconds of each are at 50 or above.
        const string Body = """
            {"from": "2026-06-01T00:00:00Z", "to": "2026-06-01T00:10:00Z", "compare": "current", "zone": "e1",
             "rules": [{"id": "high", "title": {"vi": "a", "en": "b"}, "action": {"vi": "a", "en": "b"}, "owner": "o", "rationale": "r",
                        "kinds": ["air"], "severity": "major", "condition": {"threshold": {"metric": "pm25", "atOrAbove": 50}}}]}
            """;
        var (status, body) = await _server.PostAsync("/api/v1/rules/rehearse", Body);

        status.Should().Be(HttpStatusCode.OK, "it says {0}", body);
        var rule = body.GetProperty("rules")[0];
        rule.GetProperty("count").GetInt32().Should().Be(10);
        rule.GetProperty("openSeconds").GetDouble().Should().Be(100);
        rule.GetProperty("examples")[0].GetProperty("device").GetString().Should().Be("air-1");
        body.GetProperty("difference").EnumerateArray().Single(d => d.GetProperty("rule").GetString() == "high").GetProperty("new").GetInt32().Should().Be(10);
        (await _server.GetAsync("/api/v1/rules")).Body.GetProperty("revision").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task Rehearse_WithoutABody_RunsTheRulesInForce()
    {
        var (status, body) = await _server.PostAsync("/api/v1/rules/rehearse?from=2026-06-01T00:00:00Z&to=2026-06-01T00:01:00Z", "{}");

        status.Should().Be(HttpStatusCode.OK, "it says {0}", body);
        body.GetProperty("rules").GetArrayLength().Should().Be(2);
    }

    [Theory]
    [InlineData("?from=2026-06-02T00:00:00Z&to=2026-06-01T00:00:00Z")]
    [InlineData("?from=2025-06-01T00:00:00Z&to=2026-06-01T00:00:00Z")]
    [InlineData("?compare=yesterday")]
    [InlineData("?zone=nowhere")]
    public async Task Rehearse_WrongParameters_AreRefused(string query) =>
        (await _server.PostAsync("/api/v1/rules/rehearse" + query, "{}")).Status.Should().Be(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Explanation_OfAnAlert_ReplaysToItsIdAndSaysWhatCameBefore()
    {
        await _server.PutAsync("/api/v1/rules", """
            {"rules": [{"id": "high", "title": {"vi": "a", "en": "b"}, "action": {"vi": "a", "en": "b"}, "owner": "o", "rationale": "r",
                        "kinds": ["air"], "severity": "major", "condition": {"threshold": {"metric": "pm25", "atOrAbove": 50, "for": "5s"}}}]}
            """);
        var engine = _server.Of<IAlertEngine>();
        var transitions = new List<AlertTransition>();
        _server.Registry.TryFindDevice("air-1", out var device).Should().BeTrue();
        const long Epoch = 1_780_272_000_000_000_000;
        for (var second = 45; second < 56; second++)
        {
            using var batch = new ReadingBatch { ClockNanos = Epoch + (second * 1_000_000_000L) };
            batch.Begin();
            batch.AddValue(_server.Registry.InternMetric("pm25"), second);
            batch.Commit(device, batch.ClockNanos, batch.ClockNanos, 0, MessageMarks.None);
            engine.OnBatch(batch, transitions);
        }

        _server.Of<IAlertStore>().Append(transitions);
        var id = transitions[0].Alert.Id;
        var (status, body) = await _server.GetAsync($"/api/v1/alerts/{id}/explanation");

        status.Should().Be(HttpStatusCode.OK, "it says {0}", body);
        body.GetProperty("reproduced").GetBoolean().Should().BeTrue();
        body.GetProperty("replayedId").GetString().Should().Be(id);
        body.GetProperty("rule").GetProperty("condition").GetProperty("threshold").GetProperty("atOrAbove").GetDouble().Should().Be(50);
        body.GetProperty("whyNotEarlier").GetProperty("text").GetString().Should().Contain("held for 4 s of 5 s");
        body.GetProperty("summary").GetProperty("vi").GetString().Should().Contain("high");
        (await _server.GetAsync("/api/v1/alerts/none/explanation")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    /// <summary>Applies at once, without a journal.</summary>
    private sealed class EngineGateway(IAlertEngine engine) : ICommandGateway
    {
        public ValueTask<CommandResult> SubmitAsync(AlertCommand command, CancellationToken cancellation) =>
            ValueTask.FromResult(engine.OnCommand(command, 1_780_272_000_000_000_000, []));
    }
}
