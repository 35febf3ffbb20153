using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Host.Api;
using SmartCity.Ioc.Host.Tests.Api.Fakes;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Push.Walls;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Tests.Api;

public sealed class ApiTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task City_OnTheHostsClock_SaysSo()
    {
        var (status, body) = await _server.GetAsync("/api/v1/city");
        status.Should().Be(HttpStatusCode.OK);
        body.GetRawText().Should().Be(
            """{"id":"small","name":{"vi":"Small","en":"Small"},"timeZone":"Asia/Ho_Chi_Minh","clock":"host","now":"2026-11-22T04:00:00.000Z","shifts":["06:00","14:00","22:00"]}""");
    }

    [Fact]
    public async Task City_OnARecordingsClock_ShowsTheRecordingsTime()
    {
        await using var server = await ApiServer.StartAsync(s => s.AddSingleton(new PipelineOptions { Clock = ClockSource.Data }));
        server.Say("air-1", 1_795_308_300_928, "pm25", 1);
        var (_, body) = await server.GetAsync("/api/v1/city");
        body.GetProperty("clock").GetString().Should().Be("data");
        body.GetProperty("now").GetString().Should().Be("2026-11-22T00:45:00.928Z");
    }

    [Fact]
    public async Task Zones_HaveParentsHealthAndOpenAlerts()
    {
        _server.Raise("A", severity: Severity.Critical);
        var (_, body) = await _server.GetAsync("/api/v1/zones");
        var zones = body.GetProperty("items");
        zones.GetArrayLength().Should().Be(6);
        zones[3].GetRawText().Should().Be(
            """{"id":"e1","name":{"vi":"e1","en":"e1"},"level":"ward","parent":"east","center":{"lat":10.35,"lon":107.08},"health":"offline","coverage":0,"alerts":{"critical":1,"major":0,"minor":0,"info":0}}""");
        zones[0].GetProperty("parent").ValueKind.Should().Be(JsonValueKind.Null);
        body.GetProperty("nextCursor").ValueKind.Should().Be(JsonValueKind.Null);
        (await _server.GetAsync("/api/v1/zones/nowhere")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Kinds_HaveTheirMetrics()
    {
        var (_, body) = await _server.GetAsync("/api/v1/kinds");
        body.GetProperty("items")[0].GetRawText().Should().StartWith(
            """{"id":"air","name":{"vi":"Air","en":"Air"},"domain":"environment","expectedIntervalSeconds":10,"offlineAfterSeconds":30,"metrics":[{"id":"pm25","name":{"vi":"PM2.5","en":"PM2.5"},"unit":"µg/m³","min":0,"max":1000,"decimals":1}""");
    }

    [Fact]
    public async Task Snapshot_HoldsAllDevices_AndIsNotSentTwice()
    {
        var (_, body) = await _server.GetAsync("/api/v1/snapshot/devices");
        var zones = body.GetProperty("zones").EnumerateArray().Select(zone => zone.GetString()).ToArray();
        var devices = body.GetProperty("devices");
        var (_, list) = await _server.GetAsync("/api/v1/devices?limit=1000");
        devices.EnumerateArray().Select(device => device[0].GetString())
            .Should().BeEquivalentTo(list.GetProperty("items").EnumerateArray().Select(device => device.GetProperty("id").GetString()));
        var first = devices[0];
        var (_, same) = await _server.GetAsync($"/api/v1/devices/{first[0].GetString()}");
        zones[first[1].GetInt32()].Should().Be(same.GetProperty("zone").GetString());
        body.GetProperty("kinds")[first[2].GetInt32()].GetString().Should().Be(same.GetProperty("kind").GetString());

        using var response = await _server.Client.GetAsync("/api/v1/snapshot/devices");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/snapshot/devices");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var unchanged = await _server.Client.SendAsync(again);
        unchanged.StatusCode.Should().Be(HttpStatusCode.NotModified);

        _server.Registry.Register("e1", "air", "air-new", TimeSpan.FromSeconds(10));
        using var changed = await _server.Client.GetAsync("/api/v1/snapshot/devices");
        changed.Headers.ETag.Should().NotBe(response.Headers.ETag);
    }

    [Fact]
    public async Task Territory_IsTheCitysMapForWhatTheCallerSees_AndIsNotSentTwice()
    {
        var (_, body) = await _server.GetAsync("/api/v1/territory");
        body.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("id").GetString()).Should().Equal("e1", "w1");
        body.GetProperty("features")[0].GetProperty("geometry").GetRawText().Should().Be(
            """{"type":"MultiPolygon","coordinates":[[[[107,10.3],[107.1,10.3],[107.05,10.4],[107,10.3]]]]}""");
        var (_, part) = await _server.GetAsync("/api/v1/territory", ("X-Zones", "west"));
        part.GetProperty("features").EnumerateArray().Select(feature => feature.GetProperty("id").GetString()).Should().Equal("w1");

        using var response = await _server.Client.GetAsync("/api/v1/territory");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/territory");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var unchanged = await _server.Client.SendAsync(again);
        unchanged.StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Walls_NobodyReported_AreNone()
    {
        var (status, body) = await _server.GetAsync("/api/v1/walls");
        status.Should().Be(HttpStatusCode.OK);
        body.GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Walls_AScreenThatIsSent_StandsInTheListWithWhoSentIt()
    {
        _server.Of<WallRegister>().Take(new WallReport("left", "overview"), null);
        var (status, wall) = await _server.PutAsync("/api/v1/walls/left/screen", """{"screen":"flood"}""", headers: ("X-Name", "an"));
        status.Should().Be(HttpStatusCode.OK);
        wall.GetProperty("sentScreen").GetString().Should().Be("flood");
        wall.GetProperty("sentBy").GetString().Should().Be("an");
        (await _server.PutAsync("/api/v1/walls/left/screen", """{"screen":null}""")).Body.GetProperty("sentScreen").ValueKind.Should().Be(JsonValueKind.Null);
        (await _server.PutAsync("/api/v1/walls/left/screen", """{"screen":"<b>"}""")).Status.Should().Be(HttpStatusCode.BadRequest);
        (await _server.PutAsync("/api/v1/walls/right/screen", """{"screen":"flood"}""")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Wall_ThatIsRetired_IsListedOnlyWhereAskedForAndSaysWhoAndWhy()
    {
        _server.Of<WallRegister>().Take(new WallReport("left", "overview"), null);
        var (status, wall) = await _server.PostAsync("/api/v1/walls/left/retire", """{"note":"sửa phòng"}""", headers: ("X-Name", "an"));
        status.Should().Be(HttpStatusCode.OK);
        wall.GetProperty("state").GetString().Should().Be("retired");
        wall.GetProperty("expected").GetBoolean().Should().BeFalse();
        (await _server.GetAsync("/api/v1/walls")).Body.GetProperty("items").GetArrayLength().Should().Be(0);
        var kept = (await _server.GetAsync("/api/v1/walls?retired=true")).Body.GetProperty("items")[0];
        kept.GetProperty("retiredBy").GetString().Should().Be("an");
        kept.GetProperty("retiredNote").GetString().Should().Be("sửa phòng");

        var act = (await _server.GetAsync("/api/v1/walls/left/timeline")).Body.GetProperty("items")[0];
        (act.GetProperty("action").GetString(), act.GetProperty("by").GetString()).Should().Be(("retired", "an"));
        (await _server.PostAsync("/api/v1/walls/right/retire", "{}")).Status.Should().Be(HttpStatusCode.NotFound);
        (await _server.PostAsync("/api/v1/walls/left/retire", $$"""{"note":"{{new string('x', 5000)}}"}""")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Devices_ShowTheLatestState()
    {
        _server.Say("air-1", 1_795_308_300_928, "pm25", 38.2);
        var (_, one) = await _server.GetAsync("/api/v1/devices/air-1");
        one.GetRawText().Should().Be(
            """{"id":"air-1","zone":"e1","kind":"air","name":{"vi":"air-1","en":"air-1"},"location":{"lat":10.35,"lon":107.08},"owner":null,"declared":true,"health":"offline","lastSeen":"2026-11-22T00:45:00.928Z","receivedAt":"2026-11-22T00:45:00.928Z","timeAssumed":false,"expectedIntervalSeconds":10,"intervalSource":"kind","values":{"pm25":38.2},"attributes":{},"events":[]}""");
        (await _server.GetAsync("/api/v1/devices/none")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Quality_ShowsWhatWasHeardOfADevice()
    {
        using var batch = new ReadingBatch { ClockNanos = 1_795_308_301_928_000_000 };
        batch.Begin();
        batch.AddValue(_server.Registry.InternMetric("pm25"), 38.2);
        batch.Commit(0, 1_795_308_300_928_000_000, 1_795_308_301_928_000_000, 1, MessageMarks.HasSequence);
        _server.Of<CityPipeline>().OnBatch(batch);
        var (_, body) = await _server.GetAsync("/api/v1/devices/air-1/quality");
        body.GetProperty("health").GetString().Should().Be("ok");
        body.GetProperty("received").GetInt64().Should().Be(1);
        body.GetProperty("lagSeconds").GetDouble().Should().Be(1);
        body.GetProperty("newestEvent").GetString().Should().Be("2026-11-22T00:45:00.928Z");
        body.GetProperty("ratios").GetProperty("complete").GetDouble().Should().Be(1);
        var (_, silent) = await _server.GetAsync("/api/v1/devices/air-2/quality");
        silent.GetProperty("health").GetString().Should().Be("offline");
        silent.GetProperty("ratios").GetProperty("valid").ValueKind.Should().Be(JsonValueKind.Null);
        (await _server.GetAsync("/api/v1/devices/none/quality")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Quality_Strip_IsExpectedAgainstReceivedByMinute()
    {
        Hear("air-1", 1_795_308_000);
        Tick(1_795_308_245);
        var (_, body) = await _server.GetAsync("/api/v1/devices/air-1/quality?minutes=4");
        body.GetProperty("strip").GetRawText().Should().Be(
            """{"from":"2026-11-22T00:41:00.000Z","stepSeconds":60,"expected":6,"received":[2,2,2,2]}""");

        (await _server.GetAsync("/api/v1/devices/air-1/quality?minutes=1441")).Status.Should().Be(HttpStatusCode.BadRequest);
        ((MemoryTimeSeries)_server.Of<ITimeSeriesStore>()).IsAway = true;
        var (status, without) = await _server.GetAsync("/api/v1/devices/air-1/quality");
        status.Should().Be(HttpStatusCode.OK);
        without.GetProperty("strip").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Quality_OfADevice_ShowsWhatWasPutAsideAndLastWeek()
    {
        Hear("air-1", 1_795_308_000);
        Tick(1_795_308_245);
        var store = _server.Of<IQuarantineStore>();
        store.Add(new QuarantinedMessage(new JournalPosition(7), 0, "ioc/v1/e1/air/air-1", "{\"ts\":1"u8.ToArray(), QuarantineReason.MalformedPayload, "cut short", 1_795_308_000_000_000_000));
        store.Add(new QuarantinedMessage(new JournalPosition(8), 0, "ioc/v1/e1/air/air-11", "{}"u8.ToArray(), QuarantineReason.Empty, "another's", 1_795_308_000_000_000_000));
        store.Add(new QuarantinedMessage(new JournalPosition(9), 0, "zigbee2mqtt/hall", new byte[5000], QuarantineReason.OutOfRange, "air-1: 'temp' is 999", 1_795_308_000_000_000_000));
        _server.Of<CityPipeline>().OnReject(0, QuarantineReason.MalformedPayload, 1_795_308_245_000_000_000);

        var (_, body) = await _server.GetAsync("/api/v1/devices/air-1/quality");
        body.GetProperty("rejectSamples").EnumerateArray().Select(sample => sample.GetProperty("reason").GetString()).Should().Equal("out-of-range", "malformed-payload");
        body.GetProperty("rejectSamples")[0].GetProperty("payload").GetString().Should().HaveLength(1001).And.EndWith("…");
        var week = body.GetProperty("lastWeek").EnumerateArray().First(one => one.GetProperty("metric").GetString() == "pm25");
        week.GetProperty("weekBefore").ValueKind.Should().Be(JsonValueKind.Number);
        week.GetProperty("lastHour").ValueKind.Should().Be(JsonValueKind.Number);
        (await _server.GetAsync("/api/v1/devices/air-1/quality?minutes=0")).Body.GetProperty("rejectSamples").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Quality_OfAZone_AddsUpItsDevicesAndNamesTheWorst()
    {
        Hear("air-1", 1_795_308_300);
        var (_, body) = await _server.GetAsync("/api/v1/zones/east/quality?worst=1");
        body.GetProperty("devices").GetInt32().Should().Be(3);
        body.GetProperty("healths").GetProperty("ok").GetInt32().Should().Be(1);
        body.GetProperty("healths").GetProperty("offline").GetInt32().Should().Be(2);
        body.GetProperty("total").GetProperty("received").GetInt64().Should().Be(1);
        body.GetProperty("kinds").GetProperty("air").GetProperty("ratios").GetProperty("valid").GetDouble().Should().Be(1);
        var worst = body.GetProperty("worst");
        worst.GetArrayLength().Should().Be(1);
        worst[0].GetProperty("id").GetString().Should().Be("cam-1");

        var (_, air) = await _server.GetAsync("/api/v1/zones/prov/quality?kind=air");
        air.GetProperty("devices").GetInt32().Should().Be(2);
        (await _server.GetAsync("/api/v1/zones/nowhere/quality")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    private void Hear(string device, long second)
    {
        _server.Registry.TryFindDevice(device, out var index).Should().BeTrue();
        using var batch = new ReadingBatch { ClockNanos = second * 1_000_000_000 };
        batch.Begin();
        batch.AddValue(_server.Registry.InternMetric("pm25"), 38.2);
        batch.Commit(index, second * 1_000_000_000, second * 1_000_000_000, 1, MessageMarks.HasSequence);
        _server.Of<CityPipeline>().OnBatch(batch);
    }

    private void Tick(long second) => _server.Of<CityPipeline>().OnTick(second * 1_000_000_000);

    [Theory]
    [InlineData("", "air-1 air-2 cam-1 cam-2")]
    [InlineData("zone=east", "air-1 cam-1 cam-2")]
    [InlineData("zone=e1&kind=camera", "cam-1")]
    [InlineData("zone=e1,w1", "air-1 air-2 cam-1")]
    [InlineData("zone=e1&zone=w1&kind=air", "air-1 air-2")]
    [InlineData("health=ok", "")]
    [InlineData("health=offline,stale&q=CAM", "cam-1 cam-2")]
    public async Task Devices_Filters_HoldTogether(string query, string ids)
    {
        var (_, body) = await _server.GetAsync($"/api/v1/devices?{query}");
        Ids(body).Should().Equal(ids.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Devices_Pages_ByCursor()
    {
        var (_, first) = await _server.GetAsync("/api/v1/devices?limit=3");
        Ids(first).Should().Equal("air-1", "air-2", "cam-1");
        var (_, second) = await _server.GetAsync($"/api/v1/devices?limit=3&cursor={first.GetProperty("nextCursor").GetString()}");
        Ids(second).Should().Equal("cam-2");
        second.GetProperty("nextCursor").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Devices_OneThatRegisteredItself_IsFoundWithoutItsMarks()
    {
        var device = _server.Registry.Register("e2", "water", "kim-long", TimeSpan.FromMinutes(5));
        _server.Registry.Update(device with { Name = new("Ngập ở Đường 3 Tháng 2", "Flood") });
        var (_, body) = await _server.GetAsync("/api/v1/devices?q=ngap duong");
        Ids(body).Should().Equal("kim-long");
    }

    [Theory]
    [InlineData("/api/v1/devices?limit=0", "limit", "1 to 1000")]
    [InlineData("/api/v1/devices?zone=mars", "zone", "the id of a zone")]
    [InlineData("/api/v1/devices?health=fine", "health", "ok, stale, suspect")]
    [InlineData("/api/v1/alerts?state=new", "state", "active, acknowledged")]
    [InlineData("/api/v1/alerts?severity=huge", "severity", "critical")]
    [InlineData("/api/v1/alerts?from=yesterday", "from", "RFC 3339")]
    [InlineData("/api/v1/alerts?from=2026-11-22T00:00:00", "from", "with an offset")]
    [InlineData("/api/v1/quarantine?reason=bad", "reason", "malformed-topic")]
    [InlineData("/api/v1/quarantine?cursor=junk", "cursor", "the nextCursor of the page before")]
    [InlineData("/api/v1/alerts?cursor=junk", "cursor", "the nextCursor of the page before")]
    [InlineData("/api/v1/ledger?minutes=-1", "minutes", "0 to 1440")]
    [InlineData("/api/v1/devices/air-1/history", "metric", "must stand there")]
    [InlineData("/api/v1/devices/air-1/history?metric=pm25&window=7s", "window", "10s, 1m, 15m, 1h, 1d")]
    [InlineData("/api/v1/devices/air-1/history?metric=pm25&window=1m&stat=median", "stat", "p95")]
    [InlineData("/api/v1/devices/air-1/history?metric=pm25&stat=mean", "stat", "needs a window")]
    [InlineData("/api/v1/devices/air-1/history?metric=pm25&limit=100000", "limit", "1 to 10000")]
    [InlineData("/api/v1/devices/air-1/history?metric=pm25&from=2000&to=1000", "from", "not before")]
    [InlineData("/api/v1/zones/e1/history?metric=nothing", "kind", "the id of the kind")]
    public async Task BadParameter_IsNamedWithWhatIsAllowed(string path, string parameter, string words)
    {
        var (status, body) = await _server.GetAsync(path);
        status.Should().Be(HttpStatusCode.BadRequest);
        body.GetProperty("errors").GetProperty(parameter)[0].GetString().Should().Contain(words.Split(", ")[0]);
        body.GetProperty("status").GetInt32().Should().Be(400);
    }

    [Fact]
    public async Task WrongPathOrMethod_IsAProblemNotAPage()
    {
        (await _server.GetAsync("/api/v1/nothing")).Status.Should().Be(HttpStatusCode.NotFound);
        (await _server.GetAsync("/api/v1/readings")).Status.Should().Be(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task History_Readings_PageByTime()
    {
        var (_, first) = await _server.GetAsync("/api/v1/devices/air-1/history?metric=pm25&from=2026-11-22T00:00:00Z&to=2026-11-22T07:00:05+07:00&limit=3");
        first.GetProperty("points").GetRawText().Should().Be(
            """[{"t":"2026-11-22T00:00:00.000Z","value":0},{"t":"2026-11-22T00:00:01.000Z","value":1},{"t":"2026-11-22T00:00:02.000Z","value":2}]""");
        first.GetProperty("unit").GetString().Should().Be("µg/m³");
        first.GetProperty("window").ValueKind.Should().Be(JsonValueKind.Null);
        var cursor = first.GetProperty("nextCursor").GetString();
        var (_, second) = await _server.GetAsync($"/api/v1/devices/air-1/history?metric=pm25&to=2026-11-22T00:00:05Z&limit=3&cursor={cursor}");
        second.GetProperty("points").GetArrayLength().Should().Be(2);
        second.GetProperty("nextCursor").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task History_Windows_HaveAllStatisticsOrOne()
    {
        var range = "metric=vehicles&from=2026-11-22T00:01:00Z&to=2026-11-22T00:03:00Z";
        var (_, all) = await _server.GetAsync($"/api/v1/zones/east/history?kind=camera&window=1m&{range}");
        all.GetProperty("points")[0].GetRawText().Should().Be(
            """{"t":"2026-11-22T00:01:00.000Z","revision":0,"count":2,"sum":2,"mean":1,"min":0,"max":2,"first":1,"last":1,"stddev":0.5,"coverage":1}""");
        var store = (MemoryTimeSeries)_server.Of<ITimeSeriesStore>();
        store.LastWindows.Should().Be((Aggregates.AggregateScope.Zone, "east", "camera", "vehicles", 60_000_000_000));
        var (_, one) = await _server.GetAsync($"/api/v1/devices/cam-1/history?window=1m&stat=max&{range}");
        one.GetProperty("points")[0].GetRawText().Should().Be("""{"t":"2026-11-22T00:01:00.000Z","value":2}""");
        one.GetProperty("window").GetString().Should().Be("1m");
    }

    [Fact]
    public async Task History_StoreAway_IsServiceUnavailableWithRetryAfter()
    {
        ((MemoryTimeSeries)_server.Of<ITimeSeriesStore>()).IsAway = true;
        var response = await _server.GetResponseAsync("/api/v1/devices/air-1/history?metric=pm25");
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Alerts_ListOneAndTimeline()
    {
        _server.Raise("A1", "e1");
        _server.Raise("A2", "w1", Severity.Critical);
        _server.Raise("A3", "e2", state: AlertState.Closed);
        Ids((await _server.GetAsync("/api/v1/alerts")).Body).Should().Equal("A3", "A2", "A1");
        Ids((await _server.GetAsync("/api/v1/alerts?zone=east")).Body).Should().Equal("A3", "A1");
        Ids((await _server.GetAsync("/api/v1/alerts?zone=east&state=open")).Body).Should().Equal("A1");
        Ids((await _server.GetAsync("/api/v1/alerts?severity=critical,minor")).Body).Should().Equal("A2");
        Ids((await _server.GetAsync("/api/v1/alerts?rule=other")).Body).Should().BeEmpty();
        Ids((await _server.GetAsync("/api/v1/alerts?from=2026-11-22T00:45:01Z")).Body).Should().BeEmpty();
        var (_, page) = await _server.GetAsync("/api/v1/alerts?limit=2");
        Ids((await _server.GetAsync($"/api/v1/alerts?cursor={page.GetProperty("nextCursor")}")).Body).Should().Equal("A1");

        var (_, one) = await _server.GetAsync("/api/v1/alerts/A2");
        one.GetRawText().Should().Be(
            """{"id":"A2","rule":"pm25-high","severity":"critical","state":"active","title":{"vi":"Bụi cao","en":"Bụi cao"},"zone":"w1","device":"air-1","kind":"air","metric":"pm25","value":158.2,"threshold":150,"eventTime":"2026-11-22T00:45:00.928Z","raisedAt":"2026-11-22T00:45:00.990Z","clearedAt":null,"acknowledgedBy":null,"assignee":null,"shelvedUntil":null,"incident":null,"revision":1}""");
        var (_, timeline) = await _server.GetAsync("/api/v1/alerts/A2/timeline");
        timeline.GetProperty("items")[0].GetProperty("action").GetString().Should().Be("raised");
        timeline.GetProperty("items")[0].GetProperty("at").GetString().Should().Be("2026-11-22T00:45:00.990Z");
        (await _server.GetAsync("/api/v1/alerts/A9")).Status.Should().Be(HttpStatusCode.NotFound);
        (await _server.GetAsync("/api/v1/alerts/A9/timeline")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Acknowledge_GoesThroughTheGateway_UnderTheSignedInName()
    {
        _server.Raise("A");
        var (status, body) = await _server.PostAsync(
            "/api/v1/alerts/A/acknowledge", """{"note":"đang đến","revision":1,"by":"someone else"}""", headers: ("X-Name", "Lan"));
        status.Should().Be(HttpStatusCode.OK);
        body.GetProperty("acknowledgedBy").GetString().Should().Be("Lan");
        body.GetProperty("revision").GetInt32().Should().Be(2);
        Commands.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Verb = AlertVerb.Acknowledge, Alert = "A", Revision = (int?)1, By = "Lan", From = "127.0.0.1", Note = "đang đến" });
    }

    [Fact]
    public async Task Command_WithoutSignIn_SaysByWhom()
    {
        _server.Raise("A");
        await _server.PostAsync("/api/v1/alerts/A/comment", """{"note":"x","by":"Minh"}""");
        await _server.PostAsync("/api/v1/alerts/A/close", "{}");
        Commands.Select(c => c.By).Should().Equal("Minh", "local");
    }

    [Fact]
    public async Task Shelve_CarriesItsEnd()
    {
        _server.Raise("A");
        var (status, _) = await _server.PostAsync("/api/v1/alerts/A/shelve", """{"until":"2026-11-22T12:00:00+07:00","note":"bảo trì"}""");
        status.Should().Be(HttpStatusCode.OK);
        Commands.Single().UntilNanos.Should().Be(new DateTimeOffset(2026, 11, 22, 5, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1_000_000);
    }

    [Theory]
    [InlineData("assign", "{}", "assignee")]
    [InlineData("comment", "{}", "note")]
    [InlineData("shelve", "{}", "until")]
    public async Task Command_WithoutWhatItNeeds_IsRefused(string verb, string body, string member)
    {
        _server.Raise("A");
        var (status, problem) = await _server.PostAsync($"/api/v1/alerts/A/{verb}", body);
        status.Should().Be(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").TryGetProperty(member, out _).Should().BeTrue();
        Commands.Should().BeEmpty();
    }

    [Fact]
    public async Task Command_RefusedByThePipeline_SaysWhyAndShowsTheAlert()
    {
        _server.Raise("A");
        (await _server.PostAsync("/api/v1/alerts/none/acknowledge", "{}")).Status.Should().Be(HttpStatusCode.NotFound);
        var (conflict, body) = await _server.PostAsync("/api/v1/alerts/A/acknowledge", """{"revision":7}""");
        conflict.Should().Be(HttpStatusCode.Conflict);
        body.GetProperty("detail").GetString().Should().Be("Acknowledged by Lan meanwhile.");
        body.GetProperty("alert").GetProperty("revision").GetInt32().Should().Be(1);
    }

    [Theory]
    [InlineData("acknowledge", "{}")]
    [InlineData("comment", """{"note":"after the fact"}""")]
    [InlineData("close", "{}")]
    public async Task Command_OnAClosedAlert_SaysThatItIsClosedAndShowsIt(string verb, string body)
    {
        _server.Raise("B", state: AlertState.Closed);
        var (status, problem) = await _server.PostAsync($"/api/v1/alerts/B/{verb}", body);
        status.Should().Be(HttpStatusCode.UnprocessableEntity);
        problem.GetProperty("alert").GetProperty("state").GetString().Should().Be("closed");
    }

    [Fact]
    public async Task Command_BodyThatIsNotJson_IsAProblem()
    {
        (await _server.PostAsync("/api/v1/alerts/A/acknowledge", "{note")).Status.Should().Be(HttpStatusCode.BadRequest);
        var (status, body) = await _server.PostAsync("/api/v1/alerts/A/acknowledge", """{"revision":"two"}""");
        status.Should().Be(HttpStatusCode.BadRequest);
        body.GetProperty("detail").GetString().Should().StartWith("'revision'");
    }

    [Theory]
    [InlineData("/api/v1/alerts/A/close")]
    [InlineData("/api/v1/readings")]
    public async Task Body_OfATypeThatAForeignPageCanSend_IsNotRead(string path)
    {
        _server.Raise("A");
        (await _server.PostAsync(path, "{}", "text/plain")).Status.Should().Be(HttpStatusCode.UnsupportedMediaType);
        Commands.Should().BeEmpty();
    }

    [Fact]
    public async Task Bulk_EachAlertHasItsOutcome()
    {
        _server.Raise("A");
        _server.Raise("B", state: AlertState.Closed);
        var (_, body) = await _server.PostAsync("/api/v1/alerts/bulk", """{"verb":"acknowledge","ids":["A","B","C","A"],"note":"x"}""");
        body.GetProperty("done").GetInt32().Should().Be(1);
        body.GetProperty("results").EnumerateArray().Select(r => $"{r.GetProperty("id")} {r.GetProperty("outcome")}")
            .Should().Equal("A done", "B not-allowed", "C not-found");
        (await _server.PostAsync("/api/v1/alerts/bulk", """{"verb":"eat","ids":["A"]}""")).Status.Should().Be(HttpStatusCode.BadRequest);
        (await _server.PostAsync("/api/v1/alerts/bulk", """{"verb":"close","ids":[]}""")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Rules_AreShownWithTheirCondition()
    {
        var (_, body) = await _server.GetAsync("/api/v1/rules");
        Ids(body).Should().Equal("pm25-high", "camera-silent");
        body.GetProperty("items")[0].GetProperty("condition").GetRawText().Should().Be(
            """{"threshold":{"metric":"pm25","atOrAbove":150,"clear":140}}""");
        (await _server.GetAsync("/api/v1/rules/camera-silent")).Body.GetProperty("kinds")[0].GetString().Should().Be("camera");
        (await _server.GetAsync("/api/v1/rules/none")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Quarantine_ShowsTheMessageWithItsReason()
    {
        var store = _server.Of<IQuarantineStore>();
        store.Add(new QuarantinedMessage(new JournalPosition(7), 0, "ioc/v1/e1/air/air-1", "{\"ts\":1"u8.ToArray(), QuarantineReason.MalformedPayload, "cut short", 1_795_308_300_928_000_000));
        store.Add(new QuarantinedMessage(new JournalPosition(9), 1, "x", new byte[] { 0xff }, QuarantineReason.MalformedTopic, "one part", 1));
        var (_, body) = await _server.GetAsync("/api/v1/quarantine");
        body.GetProperty("items")[1].GetRawText().Should().Be(
            """{"id":"7-0","receivedAt":"2026-11-22T00:45:00.928Z","topic":"ioc/v1/e1/air/air-1","reason":"malformed-payload","detail":"cut short","size":7,"payload":"{\"ts\":1","payloadBase64":null}""");
        body.GetProperty("items")[0].GetProperty("payloadBase64").GetString().Should().Be("/w==");
        Ids((await _server.GetAsync("/api/v1/quarantine?reason=malformed-topic")).Body).Should().Equal("9-1");
        (await _server.GetAsync("/api/v1/quarantine?limit=1")).Body.GetProperty("nextCursor").GetString().Should().Be("1");
    }

    [Fact]
    public async Task Ledger_ShowsTotalsAndMinutes()
    {
        var ledger = _server.Of<Ledger>();
        ledger.Count(LedgerEntry.Received, 1_795_308_300_928_000_000, 3, 6);
        ledger.Count(LedgerEntry.Accepted, 1_795_308_300_928_000_000, 2, 4);
        ledger.Count(LedgerEntry.Duplicate, 1_795_308_300_928_000_000, 1, 2);
        ledger.Count(LedgerEntry.Stored, 0, 1, 2);
        var (_, body) = await _server.GetAsync("/api/v1/ledger");
        body.GetProperty("balanced").GetBoolean().Should().BeTrue();
        body.GetProperty("total").GetRawText().Should().Be(
            """{"received":3,"accepted":2,"duplicate":1,"late":0,"quarantined":0,"retained":0,"lost":0,"recovered":0,"stored":1,"notStored":0,"waiting":1,"thinned":0,"shed":0,"difference":0}""");
        body.GetProperty("perMinute")[0].GetProperty("minute").GetString().Should().Be("2026-11-22T00:45:00.000Z");
        body.GetProperty("perMinute")[0].GetProperty("messages").GetProperty("received").GetInt64().Should().Be(3);
    }

    [Theory]
    [InlineData("""{"topic":"ioc/v1/e1/air/air-1","ts":1,"pm25":38.20}""", "application/json", 1)]
    [InlineData("""[{"topic":"ioc/v1/e1/air/air-1","ts":1,"pm25":38.20},{"topic":"b","x":1}]""", "application/json", 2)]
    [InlineData("{\"topic\":\"ioc/v1/e1/air/air-1\",\"ts\":1,\"pm25\":38.20}\n{\"topic\":\"b\"}\n\n", "application/x-ndjson", 2)]
    public async Task Readings_AreTakenAsObjectArrayOrLines(string body, string type, int count)
    {
        var (status, answer) = await _server.PostAsync("/api/v1/readings", body, type);
        status.Should().Be(HttpStatusCode.Accepted);
        answer.GetProperty("received").GetInt32().Should().Be(count);
        Intake.Messages.Should().HaveCount(count);
        Intake.Messages.First().Should().Be(("ioc/v1/e1/air/air-1", """{"ts":1,"pm25":38.20}""", false));
    }

    [Fact]
    public async Task Readings_OneWrongElement_NothingIsTaken()
    {
        var (status, body) = await _server.PostAsync("/api/v1/readings?historical=true", """[{"topic":"a"},{"x":1},3]""");
        status.Should().Be(HttpStatusCode.BadRequest);
        body.GetProperty("errors").EnumerateObject().Select(e => e.Name).Should().Equal("[1]", "[2]");
        (await _server.PostAsync("/api/v1/readings", """{"topic":"a"} {"topic":""")).Status.Should().Be(HttpStatusCode.BadRequest);
        Intake.Messages.Should().BeEmpty();
    }

    [Fact]
    public async Task Readings_JournalFull_IsServiceUnavailable()
    {
        Intake.IsFull = true;
        var (status, body) = await _server.PostAsync("/api/v1/readings", """{"topic":"a"}""");
        status.Should().Be(HttpStatusCode.ServiceUnavailable);
        body.GetProperty("detail").GetString().Should().Contain("disk budget");
    }

    [Fact]
    public async Task CallerOfSomeZones_SeesAndReachesOnlyThese()
    {
        _server.Raise("EAST", "e1");
        _server.Raise("WEST", "w1");
        var west = ("X-Zones", "west");
        (await _server.GetAsync("/api/v1/zones", west)).Body.GetProperty("items").GetArrayLength().Should().Be(2);
        Ids((await _server.GetAsync("/api/v1/devices", west)).Body).Should().Equal("air-2");
        Ids((await _server.GetAsync("/api/v1/alerts", west)).Body).Should().Equal("WEST");
        Ids((await _server.GetAsync("/api/v1/alerts?zone=east", west)).Body).Should().BeEmpty();
        foreach (var path in new[] { "devices/air-1", "zones/e1", "alerts/EAST", "devices/air-1/history?metric=x", "zones/e1/history?metric=x&kind=air" })
        {
            (await _server.GetAsync($"/api/v1/{path}", west)).Status.Should().Be(HttpStatusCode.NotFound);
        }

        (await _server.PostAsync("/api/v1/alerts/EAST/close", "{}", headers: west)).Status.Should().Be(HttpStatusCode.NotFound);
        Commands.Should().BeEmpty();
        (await _server.PostAsync("/api/v1/readings", """{"topic":"ioc/v1/e1/air/air-1"}""", headers: west)).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Redrive_OfATopic_TakesWhatFitsOldestFirst()
    {
        var store = _server.Of<IQuarantineStore>();
        foreach (var (at, topic, reason) in new[]
        {
            (1, "z/b", QuarantineReason.Unmapped), (2, "z/a", QuarantineReason.BadUnit), (3, "y/a", QuarantineReason.Unmapped), (4, "z/c", QuarantineReason.TooLarge),
        })
        {
            store.Add(new QuarantinedMessage(new JournalPosition(at), 0, topic, "{"u8.ToArray(), reason, "", at));
        }

        var (_, dry) = await _server.PostAsync("/api/v1/quarantine/redrive", """{"topic":"z/#","dryRun":true}""");
        var (status, body) = await _server.PostAsync("/api/v1/quarantine/redrive", """{"topic":"z/#"}""");
        await _server.PostAsync("/api/v1/quarantine/redrive", """{"ids":["3-0"]}""");

        dry.GetRawText().Should().Be("""{"matched":2,"redriven":0,"accepted":0,"quarantined":0,"known":0,"more":false}""");
        status.Should().Be(HttpStatusCode.OK);
        body.GetRawText().Should().Be("""{"matched":2,"redriven":2,"accepted":2,"quarantined":0,"known":0,"more":false}""");
        ((CountingRedrive)_server.Of<IRedriveGateway>()).Topics.Should().Equal("z/b", "z/a", "y/a");
        (await _server.PostAsync("/api/v1/quarantine/redrive", "{}")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Quarantine_OfACallerOfSomeZones_HoldsOnlyTheirTopics()
    {
        var store = _server.Of<IQuarantineStore>();
        foreach (var (at, topic) in new[] { (1, "ioc/v1/w1/air/air-2"), (2, "ioc/v1/e1/air/air-1"), (3, "nonsense"), (4, "ioc/v1/e1/air/air-1") })
        {
            store.Add(new QuarantinedMessage(new JournalPosition(at), 0, topic, "{"u8.ToArray(), QuarantineReason.MalformedPayload, "cut short", 1));
        }

        Ids((await _server.GetAsync("/api/v1/quarantine?limit=1", ("X-Zones", "west"))).Body).Should().Equal("1-0");
        Ids((await _server.GetAsync("/api/v1/quarantine")).Body).Should().Equal("4-0", "3-0", "2-0", "1-0");
    }

    [Fact]
    public async Task OpenApi_NamesParametersAsTheyAreWritten()
    {
        var (_, body) = await _server.GetAsync("/openapi/v1.json");
        body.GetProperty("paths").GetProperty("/api/v1/devices/{id}/history").GetProperty("get").GetProperty("parameters").EnumerateArray()
            .Select(p => p.GetProperty("name").GetString())
            .Should().Equal("id", "kind", "metric", "from", "to", "window", "stat", "timeZone", "format", "cursor", "limit");
    }

    [Fact]
    public async Task OpenApi_DescribesEveryPath()
    {
        var (status, body) = await _server.GetAsync("/openapi/v1.json");
        status.Should().Be(HttpStatusCode.OK);
        var paths = body.GetProperty("paths").EnumerateObject().Select(p => p.Name);
        paths.Should().Contain([
            "/api/v1/city", "/api/v1/zones", "/api/v1/kinds", "/api/v1/devices", "/api/v1/devices/{id}", "/api/v1/devices/{id}/history",
            "/api/v1/zones/{id}/history", "/api/v1/alerts", "/api/v1/alerts/{id}", "/api/v1/alerts/{id}/timeline",
            "/api/v1/alerts/{id}/acknowledge", "/api/v1/alerts/bulk", "/api/v1/rules", "/api/v1/quarantine", "/api/v1/readings", "/api/v1/ledger",
        ]);
        var raisedAt = body.GetProperty("components").GetProperty("schemas").GetProperty("AlertAnswer").GetProperty("properties").GetProperty("raisedAt");
        raisedAt.GetProperty("format").GetString().Should().Be("date-time");
    }

    private IEnumerable<AlertCommand> Commands => ((RecordingGateway)_server.Of<ICommandGateway>()).Commands;

    private RecordingIntake Intake => (RecordingIntake)_server.Of<IReadingsIntake>();

    private static IEnumerable<string?> Ids(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString());
}
