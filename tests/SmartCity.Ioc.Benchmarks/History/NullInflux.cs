using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Storage.Influx;

namespace SmartCity.Ioc.Benchmarks.History;

/// <summary>An InfluxDB that takes everything and keeps nothing.</summary>
internal sealed class NullInflux : HttpMessageHandler
{
    public static InfluxTimeSeriesStore Open() => new(
        new InfluxDbOptions { Url = new Uri("http://127.0.0.1:8086"), Version = 3, Database = "ioc" }, _ => "sensor",
        NullLogger<InfluxTimeSeriesStore>.Instance, new NullInflux());

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
        return new HttpResponseMessage(HttpStatusCode.NoContent);
    }
}
