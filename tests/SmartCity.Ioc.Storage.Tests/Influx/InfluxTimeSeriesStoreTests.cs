using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Storage.Influx;
using SmartCity.Ioc.Storage.Tests.TimeSeries;
using SmartCity.Ioc.Testing.Servers;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.Influx;

/// <summary>Against a real InfluxDB 1.6.</summary>
public sealed class InfluxTimeSeriesStoreTests(InfluxFixture fixture) : TimeSeriesStoreContract, IClassFixture<InfluxFixture>, IAsyncLifetime
{
    private InfluxServer _server = null!;
    private InfluxTimeSeriesStore _store = null!;
    private string _database = "";

    protected override ITimeSeriesStore Store => _store;

    public async Task InitializeAsync()
    {
        _server = await fixture.ServerAsync();
        _database = fixture.NextDatabase();
        _store = Open(device => device.StartsWith("air", StringComparison.Ordinal) ? "air" : "camera");
    }

    public Task DisposeAsync()
    {
        _store?.Dispose();
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task Points_Written_StandInTheContractsSchema()
    {
        await WriteAsync(
            [Reading("air-1", 0, ("pm25", 38.2))],
            [Device("air-1", "pm25", Window(0, 0, count: 2) with { P95 = 4 }), Zone("vung-tau", "air", "pm25", Window(0, 0, count: 3))]);
        await Store.WriteAsync(
            new PointBatch([], [], [new AlertPoint("vung-tau", "pm25-high", "major", "air-1", "01J0", "active", 158.2, Start)]), default);
        (await _server.QueryAsync("SELECT * FROM air", _database)).Should()
            .Contain("""["time","device","pm25","zone"],"values":[[1795305600000000000,"air-1",38.2,"vung-tau"]]""");
        (await _server.QueryAsync("SELECT pm25_count, pm25_mean, pm25_min, pm25_max, pm25_last, pm25_p95, zone, device FROM air_1m", _database)).Should()
            .Contain("""[1795305600000000000,2,2.5,0.5,4.5,3.75,4,"vung-tau","air-1"]""");
        (await _server.QueryAsync("SELECT pm25_count, zone, kind FROM zone_1m", _database)).Should()
            .Contain("""[1795305600000000000,3,"vung-tau","air"]""");
        (await _server.QueryAsync("SELECT id, state, value, zone, rule, severity, device FROM alerts", _database)).Should()
            .Contain("""[1795305600000000000,"01J0","active",158.2,"vung-tau","pm25-high","major","air-1"]""");
    }

    [SkippableFact]
    public async Task Batch_WithPointsThatTheServerRefuses_LosesOnlyThose()
    {
        await _server.QueryAsync($"CREATE DATABASE \"{_database}\"");
        await WriteAsync([Reading("air-1", 0, ("pm25", 1))]);

        // A kind whose metric is a text in the store already: every number for it is refused as a conflict of types.
        using (var http = new HttpClient { BaseAddress = _server.Url })
        using (var body = new StringContent($"camera,zone=z,device=d speed=\"fast\" {Start}"))
        using (var answer = await http.PostAsync(new Uri($"/write?db={_database}", UriKind.Relative), body))
        {
            answer.EnsureSuccessStatusCode();
        }

        var points = Enumerable.Range(0, 100).Select(i => i is 17 or 63
            ? new ReadingsPoint("z", "camera", "d", Start + (i * Second), [new("speed", i)])
            : Reading("air-1", i, ("pm25", i))).ToList();
        var result = await Store.WriteAsync(new PointBatch(points, [], []), default);
        result.Rejected.Select(r => r.TimeNanos).Should().Equal(Start + (17 * Second), Start + (63 * Second));
        result.Rejected.Should().OnlyContain(r => r.Reason.Contains("conflict", StringComparison.Ordinal));
        result.Written.Should().Be(98);
        (await ReadAsync("air-1", "pm25")).Should().HaveCount(98);
    }

    [SkippableFact]
    public async Task Readings_MoreThanAPage_ComeBackAll()
    {
        await WriteAsync([.. Enumerable.Range(0, 25_000).Select(i => Reading("air-1", i, ("pm25", i)))]);
        (await ReadAsync("air-1", "pm25")).Select(p => (int)p.Value).Should().Equal(Enumerable.Range(0, 25_000));
    }

    [SkippableFact]
    public async Task Readings_OfADeviceWhoseKindNobodyKnows_AreFound()
    {
        await WriteAsync([Reading("air-1", 0, ("pm25", 1)), Reading("air-1", 1, ("pm25", 2))]);
        using var store = Open(_ => null);
        (await store.LatestBeforeAsync("air-1", "pm25", long.MaxValue, default)).Should().Be(new ReadingPoint(Start + Second, 2));
    }

    [SkippableFact]
    public async Task Names_OfAnyOddKind_AreRefusedOrReadBackExactly()
    {
        await WriteAsync([Reading("air-1", 0, ("pm25", 1))]);
        var random = new Random(20261122);
        const string Odd = "ab ,=\\\"'#/.*[]{}()ệ😀\u00A0";
        string Name() => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Odd[random.Next(Odd.Length)]));
        var points = Enumerable.Range(0, 400).Select(i => new ReadingsPoint(Name(), Name(), Name(), Start + i, [new(Name(), i)])).ToList();
        var result = await Store.WriteAsync(new PointBatch(points, [], []), default);
        var refused = result.Rejected.Select(r => r.TimeNanos).ToHashSet();
        refused.Should().HaveCountLessThan(300);
        result.Rejected.Should().OnlyContain(r => !r.Reason.Contains("error", StringComparison.Ordinal), "the writer refuses, not the server");
        foreach (var point in points.Where(p => !refused.Contains(p.TimeNanos)))
        {
            using var store = Open(_ => point.Kind);
            (await store.LatestBeforeAsync(point.Device, point.Values[0].Key, point.TimeNanos + 1, default)).Should()
                .Be(new ReadingPoint(point.TimeNanos, point.Values[0].Value), "{0}", point);
        }
    }

    [SkippableFact]
    public async Task Database_CreatedAtTheFirstWrite_KeepsAsLongAsTheLongest()
    {
        var server = await fixture.ServerAsync();
        var database = fixture.NextDatabase();
        for (var start = 0; start < 2; start++)
        {
            // The second start finds it and leaves it as it is, whatever its settings say.
            using var store = new InfluxTimeSeriesStore(
                new InfluxDbOptions { Url = server.Url, Database = database }, _ => "air", NullLogger<InfluxTimeSeriesStore>.Instance,
                keep: TimeSpan.FromDays(3660 + start));
            store.DropsAfter.Should().Be(TimeSpan.FromDays(3660 + start));
            (await store.WriteAsync(new PointBatch([Reading("air-1", start, ("pm25", 1))], [], []), default)).Written.Should().Be(1);
        }

        using var policies = JsonDocument.Parse(await server.QueryAsync($"SHOW RETENTION POLICIES ON \"{database}\""));
        var rows = InfluxAnswer.Rows(policies).ToList();
        rows.Should().ContainSingle();
        (rows[0][0].GetString(), rows[0][1].GetString(), rows[0][4].GetBoolean()).Should().Be(("ioc", "87840h0m0s", true));
    }

    [SkippableFact]
    public async Task Server_DownAndBack_IsUnavailableAndThenTakesIt()
    {
        await WriteAsync([Reading("air-1", 0, ("pm25", 1))]);
        await _server.KillAsync();
        var writing = async () => await Store.WriteAsync(new PointBatch([Reading("air-1", 1, ("pm25", 2))], [], []), default);
        await writing.Should().ThrowAsync<StoreUnavailableException>().WithMessage("*can not be reached*");
        await _server.RestartAsync();
        await writing.Should().NotThrowAsync();
        (await ReadAsync("air-1", "pm25")).Should().HaveCount(2);
    }

    private InfluxTimeSeriesStore Open(Func<string, string?> kindOf) => new(
        new InfluxDbOptions { Url = _server.Url, Version = 1, Database = _database }, kindOf, NullLogger<InfluxTimeSeriesStore>.Instance);
}
