using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Storage.Influx;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.Influx;

/// <summary>Version 3 over real sockets: what arrives, to the byte, and what each way of failing comes to.</summary>
public sealed class InfluxVersionThreeTests
{
    [Fact]
    public async Task Points_WrittenToVersionThreesAddress_ArriveToTheByte()
    {
        using var server = new RecordingServer((_, _) => RecordingServer.Done);
        using var store = Open(server);
        var result = await store.WriteAsync(
            new PointBatch(
                [new ReadingsPoint("vũng tàu", "air", "a,b=c", 5, [new("pm25", 38.2)]), new ReadingsPoint("z\\", "air", "d", 6, [new("pm25", 1)])], [],
                [new AlertPoint("z", "r", "major", null, "01J\"", "active", null, 9)]),
            default);
        result.Rejected.Should().ContainSingle().Which.Reason.Should().Contain("backslash");
        server.Requests.Should().Equal(
            ("POST", "/api/v3/configure/database", "Bearer t", null, """{"db":"ioc"}"""),
            ("POST", "/api/v3/write_lp?db=ioc&precision=nanosecond", "Bearer t", null,
                "air,zone=vũng\\ tàu,device=a\\,b\\=c pm25=38.2 5\nalerts,zone=z,rule=r,severity=major id=\"01J\\\"\",state=\"active\" 9\n"));
    }

    [Fact]
    public async Task Server_ThatRefusesAPart_GetsTheRestToTheLastPoint()
    {
        var stored = new HashSet<string>();
        RecordingServer? server = null;
        using var running = server = new RecordingServer((_, _) => response =>
        {
            var lines = server!.Requests[^1].Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var refused = lines.Where(line => line.Contains("device=d-13 ", StringComparison.Ordinal)).ToList();
            stored.UnionWith(lines.Except(refused));
            RecordingServer.Close(response, refused.Count > 0 ? 400 : 204, refused.Count > 0 ? """{"error":"partial write of line protocol occurred"}""" : "");
        });
        using var store = Open(server);
        var result = await store.WriteAsync(Batch(100), default);
        result.Rejected.Should().ContainSingle().Which.Series.Should().Be("d-13");
        stored.Should().HaveCount(99);
    }

    [Fact]
    public async Task Server_ThatFailsInEveryWay_HasAllInTheEnd()
    {
        using var server = new RecordingServer((_, write) => write switch
        {
            1 => SlowDown,
            2 => response => RecordingServer.Close(response, 503, "starting"),
            3 => CutInTheMiddle,
            _ => RecordingServer.Done,
        });
        using var store = Open(server);
        var batch = Batch(3);
        var writing = async () => await store.WriteAsync(batch, default);
        (await writing.Should().ThrowAsync<StoreUnavailableException>()).WithMessage("*429*slow down*").Which.RetryAfter.Should().Be(TimeSpan.FromSeconds(7));
        (await writing.Should().ThrowAsync<StoreUnavailableException>()).WithMessage("*503*starting*");
        await writing.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*500*");
        (await store.WriteAsync(batch, default)).Written.Should().Be(3);
        server.Requests[^1].Body.Should().Be("air,zone=z,device=d-0 pm25=0 1000\nair,zone=z,device=d-1 pm25=1 1001\nair,zone=z,device=d-2 pm25=2 1002\n");
    }

    private static void SlowDown(HttpListenerResponse response)
    {
        response.AddHeader("Retry-After", "7");
        RecordingServer.Close(response, 429, "slow down");
    }

    private static void CutInTheMiddle(HttpListenerResponse response)
    {
        response.StatusCode = 500;
        response.ContentLength64 = 1000;
        response.OutputStream.Write("the disk is"u8);
        response.OutputStream.Flush();
        response.Abort();
    }

    private static PointBatch Batch(int points) => new(
        [.. Enumerable.Range(0, points).Select(i => new ReadingsPoint("z", "air", $"d-{i}", 1000 + i, [new("pm25", i)]))], [], []);

    private static InfluxTimeSeriesStore Open(RecordingServer server) => new(
        new InfluxDbOptions { Url = server.Url, Version = 3, Database = "ioc", Token = "t" }, _ => "air", NullLogger<InfluxTimeSeriesStore>.Instance);
}
