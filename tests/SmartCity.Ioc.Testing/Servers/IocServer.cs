using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Xunit;

namespace SmartCity.Ioc.Testing.Servers;

/// <summary>SmartCity.Ioc itself as a process of its own, on spare ports, with a data directory of its own. Failing the test if it logged
/// an error is up to <see cref="AssertNoErrors"/>.</summary>
public sealed class IocServer : ServerProcess
{
    private readonly string _city;
    private readonly string[] _settings;

    private IocServer(string city, string[] settings)
        : base("dotnet")
    {
        _city = city;
        _settings = settings;
        MqttPort = SparePort.Next();
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
    }

    public int MqttPort { get; }

    public string MqttUrl => string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{MqttPort}");

    public HttpClient Http { get; }

    public Uri HubUri => new($"ws://127.0.0.1:{Port}/hubs/live");

    public string Data => Path.Combine(Folder, "data");

    protected override IEnumerable<string> Arguments =>
    [
        Repository.HostAssembly,
        $"--Ioc:Http:Port={Port}",
        $"--Ioc:Mqtt:Listener:Port={MqttPort}",
        $"--Ioc:DataDirectory={Data}",
        $"--Ioc:City={_city}",
        .. _settings,
    ];

    public static Task<IocServer> StartAsync(params string[] settings) => StartCityAsync("vung-tau", settings);

    public static async Task<IocServer> StartCityAsync(string city, params string[] settings)
    {
        var server = new IocServer(Path.Combine(Repository.Root, "simulators", "cities", city), settings);
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

    /// <summary><c>mosquitto_pub</c> to the embedded listener.</summary>
    public async Task PublishAsync(string topic, string payload, int qos = 1)
    {
        var result = await ProcessRunner.RunAsync("mosquitto_pub", ["-p", $"{MqttPort}", "-t", topic, "-m", payload, "-q", $"{qos}"]);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"mosquitto_pub: {string.Join('\n', result.Errors)}");
        }
    }

    /// <summary>Asks again until the answer satisfies the condition; the last answer is in the failure.</summary>
    public async Task<JsonNode> GetUntilAsync(string path, Func<JsonNode, bool> condition, string what, TimeSpan? patience = null)
    {
        using var bound = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(30));
        JsonNode? last = null;
        while (true)
        {
            try
            {
                var response = await Http.GetAsync(path, bound.Token);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    last = await response.Content.ReadFromJsonAsync<JsonNode>(bound.Token);
                    if (condition(last!))
                    {
                        return last!;
                    }
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, bound.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{path} never showed {what}; last: {last?.ToJsonString()}\n{Output}");
            }
        }
    }

    /// <summary>SIGTERM, as Ctrl-C does it.</summary>
    public async Task<int> StopAndGetExitCodeAsync()
    {
        Running.Terminate();
        return await Running.WaitForExitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>SIGHUP: reads the access rules again.</summary>
    public void HangUp() => Running.HangUp();

    /// <summary>Waits until the present process has written a line with this in it.</summary>
    public Task WaitForLogAsync(string part) => Running.Output.WaitForLineAsync(part, TimeSpan.FromSeconds(30));

    public void AssertNoErrors()
    {
        foreach (var sign in (string[])["[ERR]", "[FTL]", "Unhandled exception"])
        {
            Assert.DoesNotContain(sign, Output, StringComparison.Ordinal);
        }
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
