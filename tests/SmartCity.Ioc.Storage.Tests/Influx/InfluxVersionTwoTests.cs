using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Storage.Influx;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.Influx;

public sealed class InfluxVersionTwoTests
{
    [SkippableFact]
    public async Task Points_WrittenToVersionTwosAddress_AreThere()
    {
        await using var server = await VictoriaMetricsServer.StartAsync();
        using var store = new InfluxTimeSeriesStore(
            new InfluxDbOptions { Url = server.Url, Version = 2, Org = "ioc", Bucket = "ioc" }, _ => "air",
            NullLogger<InfluxTimeSeriesStore>.Instance);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        var result = await store.WriteAsync(
            new PointBatch([new ReadingsPoint("vung-tau", "air", "air-1", now, [new("pm25", 38.2), new("temp", 30)])], [], []), default);
        result.Rejected.Should().BeEmpty();
        (await server.ExportAsync("air_pm25")).Should().Contain("\"zone\":\"vung-tau\"").And.Contain("\"device\":\"air-1\"").And.Contain("38.2");
    }
}
