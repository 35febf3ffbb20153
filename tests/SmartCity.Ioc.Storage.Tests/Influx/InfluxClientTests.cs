using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Storage.Influx;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.Influx;

public sealed class InfluxClientTests
{
    private static readonly Uri Remote = new("http://influx.example:8086");

    [Theory]
    [InlineData(1, "/write?db=ioc&precision=ns", "Basic dTpw")]
    [InlineData(2, "/api/v2/write?org=th%C3%A0nh%20ph%E1%BB%91&bucket=b&precision=ns", "Token t")]
    [InlineData(3, "/api/v3/write_lp?db=ioc&precision=nanosecond", "Bearer t")]
    public async Task Version_Chosen_DecidesAddressAndCredentials(int version, string path, string authorization)
    {
        using var handler = new RecordingHandler((_, _) => RecordingHandler.Status(HttpStatusCode.OK, "{}"));
        using var store = Open(handler, new InfluxDbOptions
        {
            Url = Remote,
            Version = version,
            Database = "ioc",
            Bucket = "b",
            Org = "thành phố",
            Token = version == 1 ? null : "t",
            Username = version == 1 ? "u" : null,
            Password = "p",
        });
        await store.WriteAsync(Batch(1), default);
        var write = handler.Requests[^1];
        write.Path.Should().Be(path);
        write.Authorization.Should().Be(authorization);
        write.Body.Should().Be("air,zone=z,device=air-0 pm25=0.5 1000\n");
        write.Packed.Should().BeFalse();
    }

    [Fact]
    public async Task Bucket_OfVersionTwo_IsCreatedWithTheLongestTime()
    {
        using var handler = new RecordingHandler((request, _) => request.RequestUri!.AbsolutePath switch
        {
            "/api/v2/orgs" => RecordingHandler.Status(HttpStatusCode.OK, """{"orgs":[{"id":"0a1b"}]}"""),
            "/api/v2/buckets" => RecordingHandler.Status(HttpStatusCode.UnprocessableEntity, """{"message":"bucket with name b already exists"}"""),
            _ => RecordingHandler.Status(HttpStatusCode.NoContent),
        });
        using var store = new InfluxTimeSeriesStore(
            new InfluxDbOptions { Url = Remote, Version = 2, Bucket = "b", Org = "o", Token = "t" }, _ => "air", NullLogger<InfluxTimeSeriesStore>.Instance,
            handler, TimeSpan.FromDays(10));
        await store.WriteAsync(Batch(1), default);
        await store.WriteAsync(Batch(1), default);
        handler.Requests.Select(r => r.Path.Split('?')[0]).Should().Equal("/api/v2/orgs", "/api/v2/buckets", "/api/v2/write", "/api/v2/write");
        handler.Requests[1].Body.Should().Be("""{"orgID":"0a1b","name":"b","retentionRules":[{"type":"expire","everySeconds":864000}]}""");
    }

    [Theory]
    [InlineData(10, """{"db":"ioc","retention_period":"10d"}""")]
    [InlineData(0, """{"db":"ioc"}""")]
    [InlineData(0.1, """{"db":"ioc","retention_period":"3h"}""")]
    public async Task Database_OfVersionThree_IsCreatedOnceWithTheLongestTime(double days, string body)
    {
        using var handler = new RecordingHandler((request, _) => RecordingHandler.Status(
            request.RequestUri!.AbsolutePath == "/api/v3/configure/database" ? HttpStatusCode.Conflict : HttpStatusCode.NoContent));
        using var store = new InfluxTimeSeriesStore(
            new InfluxDbOptions { Url = Remote, Version = 3, Database = "ioc", Token = "t" }, _ => "air", NullLogger<InfluxTimeSeriesStore>.Instance,
            handler, TimeSpan.FromDays(days));
        await store.WriteAsync(Batch(1), default);
        await store.WriteAsync(Batch(1), default);
        handler.Requests.Select(r => r.Path.Split('?')[0]).Should().Equal("/api/v3/configure/database", "/api/v3/write_lp", "/api/v3/write_lp");
        handler.Requests[0].Body.Should().Be(body);
    }

    [Fact]
    public async Task Address_BehindAPath_KeepsThePath()
    {
        using var handler = new RecordingHandler((_, _) => RecordingHandler.Status(HttpStatusCode.NoContent));
        using var store = Open(handler, new InfluxDbOptions { Url = new Uri("https://proxy.example/influx"), Version = 3, Database = "ioc" });
        await store.WriteAsync(Batch(1), default);
        handler.Requests[^1].Path.Should().Be("/influx/api/v3/write_lp?db=ioc&precision=nanosecond");
    }

    [Fact]
    public async Task RetryAfter_AsADate_IsCountedByTheServersClock()
    {
        using var handler = new RecordingHandler((_, _) =>
        {
            var answer = RecordingHandler.Status(HttpStatusCode.TooManyRequests);
            answer.Headers.Date = DateTimeOffset.UnixEpoch.AddYears(40);
            answer.Headers.RetryAfter = new RetryConditionHeaderValue(DateTimeOffset.UnixEpoch.AddYears(40).AddSeconds(90));
            return answer;
        });
        using var store = Open(handler, version: 3);
        var writing = async () => await store.WriteAsync(Batch(1), default);
        (await writing.Should().ThrowAsync<StoreUnavailableException>()).Which.RetryAfter.Should().Be(TimeSpan.FromSeconds(90));
    }

    [Theory]
    [InlineData(1, "[]")]
    [InlineData(1, "<html>")]
    [InlineData(1, """{"results":5}""")]
    [InlineData(2, "<html>")]
    [InlineData(2, """{"orgs":[{}]}""")]
    public async Task Answer_OfSomethingElse_IsRetryable(int version, string answer)
    {
        using var handler = new RecordingHandler((_, _) => RecordingHandler.Status(HttpStatusCode.OK, answer));
        using var store = Open(handler, version);
        var writing = async () => await store.WriteAsync(Batch(1), default);
        await writing.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*can not be read*");
    }

    [Fact]
    public async Task Points_OfEveryKind_StandInVersionThreesBodyToTheByte()
    {
        using var handler = new RecordingHandler((_, _) => RecordingHandler.Status(HttpStatusCode.NoContent));
        using var store = Open(handler, version: 3);
        var window = new WindowPoint(7, 2, 3, 4.5, 1, 2, 1, 2, 0.5, double.NaN, 1.75, double.NaN, 1);
        await store.WriteAsync(
            new PointBatch(
                [new ReadingsPoint("vũng tàu", "air", "a,b=c", 5, [new("pm25", -0.0), new("big", 1e300), new("a b", 3)])],
                [new AggregatePoint(Aggregates.AggregateScope.Zone, "z", "air", null, "pm25", 60_000_000_000, window)],
                [new AlertPoint("z", "r", "major", null, "01J\"\\", "active", 1.5, 9)]),
            default);
        handler.Requests[^1].Body.Should().Be(
            "air,zone=vũng\\ tàu,device=a\\,b\\=c pm25=-0,big=1E+300,a\\ b=3 5\n" +
            "zone_1m,zone=z,kind=air pm25_count=3i,pm25_mean=1.5,pm25_min=1,pm25_max=2,pm25_last=2,pm25_sum=4.5,pm25_first=1,pm25_sd=0.5,pm25_coverage=1,pm25_revision=2i,pm25_p95=1.75 7\n" +
            "alerts,zone=z,rule=r,severity=major id=\"01J\\\"\\\\\",state=\"active\",value=1.5 9\n");
    }

    [Fact]
    public async Task Body_Large_IsPacked()
    {
        using var handler = new RecordingHandler((_, _) => RecordingHandler.Status(HttpStatusCode.NoContent));
        using var store = Open(handler, version: 3);
        await store.WriteAsync(Batch(100), default);
        handler.Requests[^1].Should().Match<(HttpMethod, string, string?, bool Packed, string Body)>(
            r => r.Packed && r.Body.Length > 1400 && r.Body.Split('\n', StringSplitOptions.None).Length == 101);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Answer_ThatIsNotAboutThePoints_IsRetryable(HttpStatusCode code)
    {
        using var handler = new RecordingHandler((_, _) =>
        {
            var answer = RecordingHandler.Status(code, """{"error":"later"}""");
            answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(17));
            return answer;
        });
        using var store = Open(handler, version: 3);
        var writing = async () => await store.WriteAsync(Batch(1), default);
        (await writing.Should().ThrowAsync<StoreUnavailableException>()).WithMessage($"*{(int)code}*later*")
            .Which.RetryAfter.Should().Be(TimeSpan.FromSeconds(17));
    }

    [Fact]
    public async Task Connection_CutInTheMiddle_IsRetryable()
    {
        using var handler = new RecordingHandler((_, _) => throw new HttpRequestException("reset by peer"));
        using var store = Open(handler, version: 3);
        var writing = async () => await store.WriteAsync(Batch(1), default);
        await writing.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*reset by peer*");
    }

    [Fact]
    public async Task Batch_Refused_IsTakenApartToThePointsAtFault()
    {
        var stored = new HashSet<string>();
        using var handler = new RecordingHandler((request, body) =>
        {
            var lines = request.RequestUri!.AbsolutePath != "/api/v3/write_lp" ? [] : body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            stored.UnionWith(lines.Where(l => !l.Contains("air-7 ", StringComparison.Ordinal)));
            return body.Contains("air-7 ", StringComparison.Ordinal)
                ? RecordingHandler.Status(HttpStatusCode.BadRequest, """{"error":"partial write: dropped=1"}""")
                : RecordingHandler.Status(HttpStatusCode.NoContent);
        });
        using var store = Open(handler, version: 3);
        var result = await store.WriteAsync(Batch(20), default);
        result.Rejected.Should().ContainSingle().Which.Series.Should().Be("air-7");
        result.Written.Should().Be(19);
        stored.Should().HaveCount(19);
    }

    [Fact]
    public async Task Question_WithHostileNames_StaysOneQuestion()
    {
        using var handler = new RecordingHandler((_, _) => RecordingHandler.Status(HttpStatusCode.OK, """{"results":[{"statement_id":0}]}"""));
        using var store = Open(handler, version: 1);
        await store.LatestBeforeAsync("x' OR '1'='1\\", "a\"b", 5, default);
        Uri.UnescapeDataString(handler.Requests[^1].Body.Replace('+', ' ')).Should()
            .Contain("""SELECT "a\"b" FROM "air" WHERE "device" = 'x\' OR \'1\'=\'1\\' AND time < 5 ORDER BY time DESC LIMIT 1""");
    }

    private static PointBatch Batch(int points) => new(
        [.. Enumerable.Range(0, points).Select(i => new ReadingsPoint("z", "air", $"air-{i}", 1000 + i, [new("pm25", i + 0.5)]))], [], []);

    private static InfluxTimeSeriesStore Open(RecordingHandler handler, int version) =>
        Open(handler, new InfluxDbOptions { Url = Remote, Version = version, Database = "ioc" });

    private static InfluxTimeSeriesStore Open(RecordingHandler handler, InfluxDbOptions options) =>
        new(options, _ => "air", NullLogger<InfluxTimeSeriesStore>.Instance, handler);
}
