using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Storage.Tests.Influx;

/// <summary>A real VictoriaMetrics, which answers InfluxDB 2's write address. Skips the test where it is not installed.</summary>
internal sealed class VictoriaMetricsServer : ServerProcess
{
    private VictoriaMetricsServer()
        : base("victoria-metrics")
    {
    }

    public Uri Url => new($"http://127.0.0.1:{Port}");

    protected override IEnumerable<string> Arguments =>
        [$"-storageDataPath={Folder}/data", $"-httpListenAddr=127.0.0.1:{Port}", "-retentionPeriod=100y", "-search.latencyOffset=0s"];

    public static async Task<VictoriaMetricsServer> StartAsync()
    {
        var server = new VictoriaMetricsServer();
        try
        {
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every stored sample whose name matches, a series per line, as JSON.</summary>
    public async Task<string> ExportAsync(string name)
    {
        using var http = new HttpClient { BaseAddress = Url };
        (await http.GetAsync(new Uri("/internal/force_flush", UriKind.Relative))).Dispose();
        return await http.GetStringAsync(new Uri($"/api/v1/export?match[]={name}", UriKind.Relative));
    }
}
