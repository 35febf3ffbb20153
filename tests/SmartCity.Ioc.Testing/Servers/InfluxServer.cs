using System.Net;

namespace SmartCity.Ioc.Testing.Servers;

/// <summary>A real InfluxDB 1.6 on spare ports. Skips the test where influxd is not installed.</summary>
public sealed class InfluxServer : ServerProcess
{
    private readonly int _backupPort = SparePort.Next();

    private InfluxServer()
        : base("influxd")
    {
    }

    public Uri Url => new($"http://127.0.0.1:{Port}");

    protected override IEnumerable<string> Arguments => ["run", "-config", Path.Combine(Folder, "influxdb.conf")];

    /// <param name="database">Created when given.</param>
    public static async Task<InfluxServer> StartAsync(string? database = null)
    {
        var server = new InfluxServer();
        try
        {
            await server.ConfigureAsync();
            await server.LaunchAsync();
            if (database is not null)
            {
                await server.QueryAsync($"CREATE DATABASE \"{database}\"");
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs InfluxQL and returns the JSON answer, times as epoch nanoseconds.</summary>
    public async Task<string> QueryAsync(string query, string? database = null)
    {
        using var http = new HttpClient { BaseAddress = Url };
        using var form = new FormUrlEncodedContent([new("q", query), new("db", database ?? ""), new("epoch", "ns")]);
        using var answer = await http.PostAsync(new Uri("/query", UriKind.Relative), form);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    protected override async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        // The port opens before the storage engine does.
        if (!await base.AnswersAsync(cancellation))
        {
            return false;
        }

        try
        {
            using var http = new HttpClient { BaseAddress = Url };
            using var answer = await http.GetAsync(new Uri("/ping", UriKind.Relative), cancellation);
            return answer.StatusCode == HttpStatusCode.NoContent;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private Task ConfigureAsync() => File.WriteAllTextAsync(Path.Combine(Folder, "influxdb.conf"), $"""
        reporting-disabled = true
        bind-address = "127.0.0.1:{_backupPort}"
        [meta]
          dir = "{Folder}/meta"
        [data]
          dir = "{Folder}/data"
          wal-dir = "{Folder}/wal"
        [http]
          bind-address = "127.0.0.1:{Port}"
          log-enabled = false
        [monitor]
          store-enabled = false
        """);
}
