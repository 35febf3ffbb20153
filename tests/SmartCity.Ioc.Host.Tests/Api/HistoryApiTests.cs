using System.Net;
using System.Text.Json;
using SmartCity.Ioc.Host.Tests.Api.Fakes;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Tests.Api;

/// <summary>The clock of the server stands at 2026-11-22T04:00:00Z; air-1 should speak every 10 s, cam-1 every second.</summary>
public sealed class HistoryApiTests : IAsyncLifetime
{
    private const long Second = 1_000_000_000;
    private const long Midnight = 1_795_305_600 * Second;

    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Windows_OfAMultiple_AreMadeOfTheLongestStoredOnes()
    {
        var body = await GetAsync("devices/cam-1/history?metric=vehicles&window=3m&from=2026-11-22T00:00:00Z&to=2026-11-22T00:06:00Z");
        Store.LastWindows!.Value.Length.Should().Be(60 * Second);
        body.GetProperty("window").GetString().Should().Be("3m");
        var point = body.GetProperty("points")[1];
        point.GetRawText().Should().StartWith("""{"t":"2026-11-22T00:03:00.000Z","revision":0,"count":6,"sum":24,"mean":4,"min":2,"max":6,"first":3,"last":5,"stddev":""");
        point.GetProperty("stddev").GetDouble().Should().BeApproximately(Math.Sqrt(0.25 + (2.0 / 3)), 1e-12);
        point.TryGetProperty("p95", out _).Should().BeFalse();
        body.GetProperty("points").GetArrayLength().Should().Be(2);
    }

    [Theory]
    [InlineData("1d", null, "2026-11-19T17:00:00.000Z", "2026-11-20T17:00:00.000Z", 86_400)]
    [InlineData("1d", "UTC", "2026-11-20T00:00:00.000Z", "2026-11-21T00:00:00.000Z", 3600)]
    [InlineData("1d", "Asia/Kolkata", "2026-11-19T18:30:00.000Z", "2026-11-20T18:30:00.000Z", 900)]
    [InlineData("12h", null, "2026-11-19T17:00:00.000Z", "2026-11-20T05:00:00.000Z", 3600)]
    [InlineData("1w", null, "2026-11-15T17:00:00.000Z", null, 86_400)]
    [InlineData("1mo", null, "2026-10-31T17:00:00.000Z", null, 86_400)]
    public async Task Windows_OfACalendar_BeginAtTheZonesMidnight(string window, string? zone, string first, string? second, int source)
    {
        Store.IsSilent = time => time >= Midnight - (24 * 3600 * Second);
        var from = window is "1w" ? "2026-11-12T00:00:00Z" : window is "1mo" ? "2026-10-20T00:00:00Z" : "2026-11-19T12:00:00Z";
        var body = await GetAsync($"devices/cam-1/history?metric=vehicles&window={window}&from={from}&to=2026-11-21T23:00:00Z{(zone is null ? "" : "&timeZone=" + zone)}");
        var starts = body.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("t").GetString()).ToList();
        starts[0].Should().Be(first);
        if (second is not null)
        {
            starts[1].Should().Be(second);
        }

        Store.LastWindows!.Value.Length.Should().Be(source * Second);
        body.GetProperty("timeZone").GetString().Should().Be(zone ?? "Asia/Ho_Chi_Minh");
    }

    [Theory]
    [InlineData("window=5m&stat=p95", "stat", "10s, 1m, 15m, 1h, 1d")]
    [InlineData("window=1d&stat=p99&timeZone=UTC", "stat", "the city's time zone")]
    [InlineData("window=1w&stat=mean,p50", "stat", "can not be put together")]
    [InlineData("window=0s", "window", "multiple of a stored length")]
    [InlineData("window=13s", "window", "multiple of a stored length")]
    [InlineData("window=1m&timeZone=Mars/Olympus", "timeZone", "IANA")]
    [InlineData("window=1m&timeZone=../../etc/passwd", "timeZone", "IANA")]
    [InlineData("format=xml", "format", "json or csv")]
    [InlineData("format=csv&limit=10001", "limit", "1 to 10000")]
    [InlineData("window=10s&format=csv&from=2025-01-01T00:00:00Z", "window", "at most 1000000")]
    [InlineData("limit=10001", "limit", "1 to 10000")]
    public async Task Question_ThatCanNotBeAnswered_IsToldWhatCan(string query, string parameter, string words)
    {
        var (status, body) = await _server.GetAsync($"/api/v1/devices/cam-1/history?metric=vehicles&{query}");
        status.Should().Be(HttpStatusCode.BadRequest);
        body.GetProperty("errors").GetProperty(parameter)[0].GetString().Should().Contain(words);
    }

    [Fact]
    public async Task Zone_AskedForWindowsShorterThanItsShortest_IsToldWhatThereIs()
    {
        var (_, body) = await _server.GetAsync("/api/v1/zones/east/history?kind=camera&metric=vehicles&window=10s");
        body.GetProperty("errors").GetProperty("window")[0].GetString().Should().Contain("(1m, 15m, 1h, 1d)");
    }

    [Theory]
    [InlineData("kind=camera&metric=vehicles")]
    [InlineData("metric=camera.vehicles")]
    [InlineData("metric=vehicles")]
    public async Task Zone_AskedForAMetric_KnowsWhoseItIs(string metric)
    {
        var body = await GetAsync($"zones/east/history?{metric}&window=1m&from=2026-11-22T00:00:00Z&to=2026-11-22T00:03:00Z");
        body.GetProperty("kind").GetString().Should().Be("camera");
        body.GetProperty("metric").GetString().Should().Be("vehicles");
        body.GetProperty("points").GetArrayLength().Should().Be(3);
    }

    [Theory]
    [InlineData("kind=nothing&metric=vehicles", "kind is 'nothing': the id of a kind may stand there.")]
    [InlineData("metric=nothing", "kind is missing: the id of the kind whose metric is meant must stand there.")]
    [InlineData("", "kind is missing: the id of the kind whose metric is meant must stand there.")]
    public async Task Zone_AskedForAMetricOfNobody_IsToldSo(string metric, string said)
    {
        var (_, body) = await _server.GetAsync($"/api/v1/zones/east/history?{metric}");
        body.GetProperty("errors").GetProperty("kind")[0].GetString().Should().Be(said);
    }

    [Fact]
    public async Task Silence_BetweenWindows_IsOneGap()
    {
        Store.IsSilent = time => time >= Midnight + (120 * Second) && time < Midnight + (600 * Second);
        var range = "metric=vehicles&window=1m&from=2026-11-22T00:00:00Z&to=2026-11-22T00:12:00Z";
        var points = (await GetAsync($"devices/cam-1/history?{range}")).GetProperty("points");
        points.GetArrayLength().Should().Be(5);
        points[2].GetRawText().Should().Be("""{"t":"2026-11-22T00:02:00.000Z","gap":true,"until":"2026-11-22T00:10:00.000Z","count":0,"mean":null}""");
        points = (await GetAsync($"devices/cam-1/history?{range}&stat=max")).GetProperty("points");
        points[2].GetRawText().Should().Be("""{"t":"2026-11-22T00:02:00.000Z","gap":true,"until":"2026-11-22T00:10:00.000Z","value":null}""");
        points[3].GetRawText().Should().Be("""{"t":"2026-11-22T00:10:00.000Z","value":11}""");
    }

    [Fact]
    public async Task Silence_BetweenReadings_IsAGapFromTheTimeThatTheLastOneStandsFor()
    {
        Store.IsSilent = time => time / Second % 10 != 0 || (time >= Midnight + (20 * Second) && time < Midnight + (40 * Second));
        var points = (await GetAsync("devices/air-1/history?metric=pm25&from=2026-11-22T00:00:00Z&to=2026-11-22T00:00:55Z")).GetProperty("points");
        points.EnumerateArray().Select(p => p.GetProperty("t").GetString()![17..19] + (p.TryGetProperty("gap", out _) ? "-" : "")).Should()
            .Equal("00", "10", "20-", "40", "50");
    }

    [Fact]
    public async Task Pages_ThatEndBeforeAGap_GoOnWithIt()
    {
        Store.IsSilent = time => time >= Midnight + (120 * Second) && time < Midnight + (600 * Second);
        var range = "metric=vehicles&window=1m&stat=count&from=2026-11-22T00:00:00Z&to=2026-11-22T00:12:00Z";
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await GetAsync($"devices/cam-1/history?{range}&limit=2&cursor={cursor}");
            seen.AddRange(page.GetProperty("points").EnumerateArray().Select(p => p.GetRawText()));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        var whole = await GetAsync($"devices/cam-1/history?{range}");
        seen.Should().Equal(whole.GetProperty("points").EnumerateArray().Select(p => p.GetRawText())).And.HaveCount(5);
    }

    [Fact]
    public async Task Silence_UpToNow_IsAGapOnlyAsFarAsItIsKnown()
    {
        Store.IsSilent = time => time >= Midnight + (230 * 60 * Second);
        var points = (await GetAsync("devices/cam-1/history?metric=vehicles&window=1m&stat=count&from=2026-11-22T03:49:00Z&to=2026-11-22T05:00:00Z")).GetProperty("points");
        points.GetArrayLength().Should().Be(2);
        points[1].GetRawText().Should().Be("""{"t":"2026-11-22T03:50:00.000Z","gap":true,"until":"2026-11-22T03:59:00.000Z","value":null}""", "the minute before now may still close");
    }

    [Fact]
    public async Task Statistics_Chosen_ComeByName()
    {
        var body = await GetAsync("devices/cam-1/history?metric=vehicles&window=1m&stat=min,max&from=2026-11-22T00:01:00Z&to=2026-11-22T00:02:00Z");
        body.GetProperty("points")[0].GetRawText().Should().Be("""{"t":"2026-11-22T00:01:00.000Z","min":0,"max":2}""");
        body = await GetAsync("devices/cam-1/history?metric=vehicles&window=1m&stat=min&stat=count&from=2026-11-22T00:01:00Z&to=2026-11-22T00:02:00Z");
        body.GetProperty("points")[0].GetRawText().Should().Be("""{"t":"2026-11-22T00:01:00.000Z","min":0,"count":2}""");
    }

    [Fact]
    public async Task Reading_WhoseMessageHadNoTime_IsMarkedSo()
    {
        Store.AssumedNanos = Midnight + Second;
        var body = await GetAsync("devices/air-1/history?metric=pm25&from=2026-11-22T00:00:00Z&to=2026-11-22T00:00:02Z");
        body.GetProperty("points").EnumerateArray().Select(p => p.GetRawText()).Should().Equal(
            """{"t":"2026-11-22T00:00:00.000Z","value":0}""", """{"t":"2026-11-22T00:00:01.000Z","value":1,"timeAssumed":true}""");
    }

    [Fact]
    public async Task Readings_AsCsv_HaveAHeaderAndEmptyValuesInGaps()
    {
        Store.AssumedNanos = Midnight + (10 * Second);
        Store.IsSilent = time => time / Second % 10 != 0 || (time >= Midnight + (20 * Second) && time < Midnight + (40 * Second));
        using var response = await _server.GetResponseAsync("/api/v1/devices/air-1/history?metric=pm25&from=2026-11-22T00:00:00Z&to=2026-11-22T00:00:45Z", ("Accept", "text/csv"));
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/csv");
        (await response.Content.ReadAsStringAsync()).Should().Be(
            "time,value,timeAssumed\r\n2026-11-22T00:00:00.000Z,0,0\r\n2026-11-22T00:00:10.000Z,10,1\r\n2026-11-22T00:00:20.000Z,,\r\n2026-11-22T00:00:40.000Z,40,0\r\n");
    }

    [Fact]
    public async Task Windows_AsCsv_HaveTheChosenColumns()
    {
        Store.IsSilent = time => time == Midnight + (60 * Second);
        var range = "metric=vehicles&window=1m&from=2026-11-22T00:00:00Z&to=2026-11-22T00:03:00Z&format=csv";
        using var chosen = await _server.GetResponseAsync($"/api/v1/zones/east/history?kind=camera&stat=mean,count&{range}");
        (await chosen.Content.ReadAsStringAsync()).Should().Be(
            "time,end,provisional,mean,count\r\n" +
            "2026-11-22T00:00:00.000Z,2026-11-22T00:01:00.000Z,0,0,2\r\n" +
            "2026-11-22T00:01:00.000Z,2026-11-22T00:02:00.000Z,,,\r\n" +
            "2026-11-22T00:02:00.000Z,2026-11-22T00:03:00.000Z,0,2,2\r\n");
        using var all = await _server.GetResponseAsync($"/api/v1/zones/east/history?kind=camera&{range}");
        (await all.Content.ReadAsStringAsync()).Split("\r\n")[0].Should().Be(
            "time,end,provisional,revision,count,sum,mean,min,max,first,last,stddev,p50,p95,p99,coverage");
    }

    [Fact]
    public async Task Csv_WithALimit_SaysInAHeaderWhereToGoOn()
    {
        using var response = await _server.GetResponseAsync("/api/v1/devices/cam-1/history?metric=vehicles&from=2026-11-22T00:00:00Z&to=2026-11-22T00:01:00Z&format=csv&limit=2");
        (await response.Content.ReadAsStringAsync()).Split("\r\n").Should().HaveCount(4);
        response.Headers.GetValues("Next-Cursor").Should().Equal((Midnight + (2 * Second)).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Store_ThatGoesAwayInTheMiddle_CutsTheAnswer()
    {
        Store.AwayFromNanos = Midnight + (3000 * Second);
        var reading = async () =>
        {
            using var response = await _server.GetResponseAsync("/api/v1/devices/cam-1/history?metric=vehicles&from=2026-11-22T00:00:00Z&to=2026-11-22T01:00:00Z&format=csv");
            await response.Content.ReadAsStringAsync();
        };
        await reading.Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Points_NotYetStored_AreJoined()
    {
        Store.IsSilent = time => time >= Midnight + (2 * Second);
        Recent.Points = new RecentPoints([new ReadingPoint(Midnight + Second, 77), new ReadingPoint(Midnight + (2 * Second), 78)], []);
        var body = await GetAsync("devices/cam-1/history?metric=vehicles&from=2026-11-22T00:00:00Z&to=2026-11-22T00:00:03Z");
        body.GetProperty("points").EnumerateArray().Select(p => p.GetProperty("value").GetDouble()).Should().Equal(0, 77, 78);
        body.TryGetProperty("missing", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Answer_WhileTheStoreCatchesUp_SaysWhatIsMissing()
    {
        Recent.Missing = (Midnight + Second, Midnight + (3600 * Second));
        var body = await GetAsync("devices/cam-1/history?metric=vehicles&from=2026-11-22T00:00:00Z&to=2026-11-22T00:00:03Z");
        body.GetProperty("missing").GetRawText().Should().Be("""{"from":"2026-11-22T00:00:01.000Z","to":"2026-11-22T00:00:03.000Z"}""");
        body = await GetAsync("devices/cam-1/history?metric=vehicles&from=2026-11-22T02:00:00Z&to=2026-11-22T02:00:03Z");
        body.TryGetProperty("missing", out _).Should().BeFalse();
    }

    [Fact]
    public async Task Windows_NotClosedYet_AreProvisional()
    {
        Store.IsSilent = time => time % (60 * Second) == 0 && time >= Midnight + (239 * 60 * Second);
        var body = await GetAsync("devices/cam-1/history?metric=vehicles&window=1m&stat=count&from=2026-11-22T03:57:00Z&to=2026-11-22T04:00:00Z");
        body.GetProperty("points").EnumerateArray().Select(p => p.TryGetProperty("provisional", out _)).Should().Equal(false, false, true);
    }

    private MemoryTimeSeries Store => (MemoryTimeSeries)_server.Of<ITimeSeriesStore>();

    private MemoryRecent Recent => (MemoryRecent)_server.Of<IRecentPoints>();

    private async Task<JsonElement> GetAsync(string path)
    {
        var (status, body) = await _server.GetAsync($"/api/v1/{path}");
        status.Should().Be(HttpStatusCode.OK, body.GetRawText());
        return body;
    }
}
