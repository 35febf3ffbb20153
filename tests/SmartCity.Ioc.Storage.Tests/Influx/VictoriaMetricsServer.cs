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

    /// <summary>Every stored sample whose name matches, a series per line, as JSON; waits until there is one, as it flushes behind the answer.</summary>
    public async Task<string> ExportAsync(string name)
    {
        using var http = new HttpClient { BaseAddress = Url };
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            (await http.GetAsync(new Uri("/internal/force_flush", UriKind.Relative), bound.Token)).Dispose();
            var lines = await http.GetStringAsync(new Uri($"/api/v1/export?match[]={name}", UriKind.Relative), bound.Token);
            if (lines.Length > 0)
            {
                return lines;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, bound.Token);
        }
    }
}
