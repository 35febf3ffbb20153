using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>The whole server as a process of its own, with the demo city and a data directory of its own.</summary>
internal sealed class CityServer : ServerProcess
{
    private readonly string[] _settings;

    private CityServer(string[] settings)
        : base("dotnet")
    {
        _settings = settings;
        MqttPort = SparePort.Next();
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
    }

    public int MqttPort { get; }

    public string MqttUrl => string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{MqttPort}");

    public HttpClient Http { get; }

    public string Data => Path.Combine(Folder, "data");

    protected override IEnumerable<string> Arguments =>
    [
        Repository.HostAssembly,
        $"--Ioc:Http:Port={Port}",
        $"--Ioc:Mqtt:Listener:Port={MqttPort}",
        $"--Ioc:DataDirectory={Data}",
        $"--Ioc:City={Path.Combine(Repository.Root, "simulators", "cities", "vung-tau")}",
        .. _settings,
    ];

    public static async Task<CityServer> StartAsync(params string[] settings)
    {
        var server = new CityServer(settings);
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

    public async Task<LedgerTotals> LedgerAsync(CancellationToken cancellation)
    {
        var answer = await Http.GetFromJsonAsync<JsonNode>("/api/v1/ledger", cancellation);
        var total = answer!["total"]!;
        return new LedgerTotals(
            total["received"]!.GetValue<long>(), total["accepted"]!.GetValue<long>(), total["duplicate"]!.GetValue<long>(),
            total["late"]!.GetValue<long>(), total["quarantined"]!.GetValue<long>(), total["lost"]!.GetValue<long>());
    }

    /// <summary>Memory in use, in bytes: what the process holds in RAM (VmRSS of proc(5)).</summary>
    public long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{ProcessId}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    protected override async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            var response = await Http.GetAsync("/health/ready", cancellation);
            if (response.IsSuccessStatusCode)
            {
                return true;
            }
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException)
        {
            // Not up yet; the loop that asks has a bound.
        }

        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        return false;
    }
}
