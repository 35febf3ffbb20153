using System.Net;
using System.Text.Json;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Host.Tests.Api.Fakes;

namespace SmartCity.Ioc.Host.Tests.Api;

/// <summary>The alerts' life over REST: as of a time, by filter, by revision, by incident, and its load.</summary>
public sealed class AlertApiTests : IAsyncLifetime
{
    private const long Raised = 1_795_308_300_990;

    private ApiServer _server = null!;

    private IEnumerable<AlertCommand> Commands => ((RecordingGateway)_server.Of<ICommandGateway>()).Commands;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Alert_AsOfATime_IsAsItStoodThen()
    {
        var alert = _server.Raise("A");
        _server.Change(alert with { State = AlertState.Acknowledged, AcknowledgedBy = "lan", Revision = 2 }, "acknowledged", Raised + 5000, "lan", "10.0.0.7 console");

        (await _server.GetAsync("/api/v1/alerts/A")).Body.GetProperty("state").GetString().Should().Be("acknowledged");
        (await _server.GetAsync($"/api/v1/alerts/A?asOf={Raised + 4999}")).Body.GetProperty("state").GetString().Should().Be("active");
        (await _server.GetAsync($"/api/v1/alerts/A?asOf={Raised - 1}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await _server.GetAsync("/api/v1/alerts/A?asOf=yesterday")).Status.Should().Be(HttpStatusCode.BadRequest);
        Ids((await _server.GetAsync($"/api/v1/alerts?state=active&asOf={Raised + 1}")).Body).Should().Equal("A");
        Ids((await _server.GetAsync($"/api/v1/alerts?state=active&asOf={Raised + 5000}")).Body).Should().BeEmpty();

        var timeline = (await _server.GetAsync("/api/v1/alerts/A/timeline")).Body.GetProperty("items");
        timeline[1].GetProperty("from").GetString().Should().Be("10.0.0.7 console");
        timeline[0].GetProperty("from").ValueKind.Should().Be(JsonValueKind.Null);
        (await _server.GetAsync($"/api/v1/alerts/A/timeline?asOf={Raised}")).Body.GetProperty("items").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Command_WithIfMatch_GoesThroughOnTheRevisionThatWasRead()
    {
        _server.Raise("A");
        using var read = await _server.GetResponseAsync("/api/v1/alerts/A");
        read.Headers.ETag!.Tag.Should().Be("\"1\"");

        (await _server.PostAsync("/api/v1/alerts/A/acknowledge", "{}", headers: ("If-Match", "\"1\""))).Status.Should().Be(HttpStatusCode.OK);
        var (status, problem) = await _server.PostAsync("/api/v1/alerts/A/acknowledge", "{}", headers: ("If-Match", "\"7\""));
        status.Should().Be(HttpStatusCode.PreconditionFailed);
        problem.GetProperty("first").GetRawText().Should().Be("""{"action":"acknowledged","by":"Lan","at":"2026-11-22T00:45:01.000Z","revision":1}""");
        problem.GetProperty("alert").GetProperty("id").GetString().Should().Be("A");
        (await _server.PostAsync("/api/v1/alerts/A/acknowledge", "{}", headers: ("If-Match", "W/\"1\""))).Status.Should().Be(HttpStatusCode.BadRequest);
        (await _server.PostAsync("/api/v1/alerts/A/acknowledge", """{"revision":2}""", headers: ("If-Match", "\"1\""))).Status.Should().Be(HttpStatusCode.BadRequest);
        (await _server.PostAsync("/api/v1/alerts/A/acknowledge", "{}", headers: ("If-Match", "*"))).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Command_TellsFromWhere()
    {
        _server.Raise("A");
        await _server.PostAsync("/api/v1/alerts/A/out-of-service", """{"note":"new mast"}""", headers: ("User-Agent", "console/1.0"));
        Commands.Single().Should().BeEquivalentTo(new { Verb = AlertVerb.OutOfService, From = "127.0.0.1 console/1.0", Note = "new mast" });
    }

    [Fact]
    public async Task Bulk_ByFilter_CountsFirstAndThenActsOnWhatFitted()
    {
        _server.Raise("A", "e1", Severity.Minor);
        _server.Raise("B", "e2", Severity.Minor);
        _server.Raise("C", "w1", Severity.Minor);
        _server.Raise("D", "e1", Severity.Critical);
        _server.Raise("E", "e1", Severity.Minor, AlertState.Closed);

        const string Filter = """ "verb":"acknowledge","note":"storm","filter":{"zone":["east"],"severity":["minor"]} """;
        var (_, dry) = await _server.PostAsync("/api/v1/alerts/bulk", "{" + Filter + ""","dryRun":true}""");
        dry.GetProperty("dryRun").GetBoolean().Should().BeTrue();
        dry.GetProperty("matched").GetInt32().Should().Be(2);
        Outcomes(dry).Should().Equal("B matched", "A matched");
        Commands.Should().BeEmpty();

        (await _server.PostAsync("/api/v1/alerts/bulk", "{" + Filter + ""","expected":3}""")).Status.Should().Be(HttpStatusCode.Conflict);
        Commands.Should().BeEmpty();

        var (_, done) = await _server.PostAsync("/api/v1/alerts/bulk", "{" + Filter + ""","expected":2}""");
        done.GetProperty("done").GetInt32().Should().Be(2);
        Outcomes(done).Should().Equal("B done", "A done");
        Commands.Should().OnlyContain(command => command.Revision == 1 && command.Note == "storm");
    }

    [Theory]
    [InlineData("""{"verb":"close","filter":{}}""", "filter")]
    [InlineData("""{"verb":"close"}""", "ids")]
    [InlineData("""{"verb":"close","ids":["A"],"filter":{"rule":"x"}}""", "ids")]
    [InlineData("""{"verb":"close","filter":{"state":["asleep"]}}""", "state")]
    [InlineData("""{"verb":"shelve","filter":{"rule":"x"}}""", "until")]
    public async Task Bulk_ThatMakesNoSense_SaysWhat(string body, string parameter)
    {
        var (status, problem) = await _server.PostAsync("/api/v1/alerts/bulk", body);
        status.Should().Be(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").TryGetProperty(parameter, out _).Should().BeTrue();
    }

    [Fact]
    public async Task Incidents_ShowTheLeadAndReachEveryMember()
    {
        _server.Raise("CAUSE", "east", Severity.Major, incident: "CAUSE");
        for (var i = 0; i < 5; i++)
        {
            _server.Raise($"M{i}", "e1", Severity.Minor, AlertState.Suppressed, incident: "CAUSE");
        }

        _server.Raise("ALONE", "w1", Severity.Critical);

        var (_, incidents) = await _server.GetAsync("/api/v1/incidents");
        Ids(incidents).Should().Equal("CAUSE");
        var incident = incidents.GetProperty("items")[0];
        incident.GetProperty("lead").GetProperty("id").GetString().Should().Be("CAUSE");
        incident.GetProperty("open").GetInt32().Should().Be(6);
        incident.GetProperty("states").GetRawText().Should().Be("""{"active":1,"suppressed":5}""");
        incident.GetProperty("zones").GetRawText().Should().Be("""["e1","east"]""");
        (await _server.GetAsync("/api/v1/incidents/CAUSE")).Body.GetProperty("severity").GetString().Should().Be("major");
        (await _server.GetAsync("/api/v1/incidents/ALONE")).Status.Should().Be(HttpStatusCode.NotFound);
        Ids((await _server.GetAsync("/api/v1/alerts?incident=CAUSE&state=suppressed")).Body).Should().HaveCount(5);

        var (_, list) = await _server.GetAsync("/api/v1/alerts/lines");
        list.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("alert").GetProperty("id").GetString()).Should().Equal("ALONE", "CAUSE");
        list.GetProperty("lines")[1].GetProperty("putAway").GetInt32().Should().Be(5);
        list.GetProperty("ledger").GetRawText().Should()
            .Be("""{"raised":7,"shown":2,"grouped":0,"shelved":0,"suppressed":5,"outOfService":0}""");
        (await _server.GetAsync("/api/v1/incidents", ("X-Zones", "west"))).Body.GetProperty("items").GetArrayLength().Should().Be(0);
        (await _server.GetAsync("/api/v1/alerts/lines?zone=nowhere")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Performance_ShowsTheLoadOfEachAreaAndShift()
    {
        _server.Raise("A", "e1", Severity.Critical);
        _server.Raise("B", "w1", Severity.Minor);
        var (_, body) = await _server.GetAsync($"/api/v1/alerts/performance?from={Raised - 3_600_000}&to={Raised + 1}");

        var areas = body.GetProperty("areas").EnumerateArray().ToArray();
        areas.Select(area => area.GetProperty("area").GetString()).Should().Equal("east", "west");
        var total = areas[0].GetProperty("total");
        total.GetProperty("announced").GetInt32().Should().Be(1);
        total.GetProperty("ledger").GetRawText().Should().Be("""{"raised":1,"shown":1,"grouped":0,"shelved":0,"suppressed":0}""");
        total.GetProperty("mix").GetRawText().Should().Be("""{"high":1,"medium":0,"low":0}""");
        total.GetProperty("mixTarget").GetRawText().Should().Be("""{"high":0.05,"medium":0.15,"low":0.8}""");
        areas[0].GetProperty("shifts").GetArrayLength().Should().Be(1);
        (await _server.GetAsync("/api/v1/alerts/performance", ("X-Zones", "west"))).Status.Should().Be(HttpStatusCode.OK);
        (await _server.GetAsync("/api/v1/alerts/performance?from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    private static IEnumerable<string> Outcomes(JsonElement bulk) =>
        bulk.GetProperty("results").EnumerateArray().Select(r => $"{r.GetProperty("id")} {r.GetProperty("outcome")}");

    private static IEnumerable<string?> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString());
}
