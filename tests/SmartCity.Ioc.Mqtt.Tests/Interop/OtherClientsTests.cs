using SmartCity.Ioc.Mqtt.Tests.Broker;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Mqtt.Tests.Interop;

/// <summary>
/// Clients that devices and integrators really use, against the broker: QoS 0 to 2, retained messages, will, session resume, shared
/// subscription, request and response. Each program, beside this file, prints one word per scenario that went well.
/// </summary>
public sealed class OtherClientsTests
{
    private const string Debian = "/usr/bin/python3";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);
    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "Interop");

    [SkippableTheory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task PahoPython_EveryScenario_GoesWell(int version)
    {
        Skip.IfNot(File.Exists(Debian), "python3 is not installed on this machine");
        var probe = await ProcessRunner.RunAsync(Debian, "-c", "import paho.mqtt as p; assert p.__version__ < '2'");
        Skip.If(probe.ExitCode != 0, "python3-paho-mqtt 1.x is not installed on this machine");
        await using var broker = await TestBroker.StartAsync();
        await ExpectAllAsync(version, Debian, Path.Combine(Scripts, "paho_python.py"), $"{broker.Port}", $"{version}");
    }

    [SkippableTheory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task PahoC_EveryScenario_GoesWell(int version)
    {
        var compiler = RequiresProgram.Find("gcc");
        Skip.IfNot(File.Exists("/usr/include/MQTTClient.h"), "libpaho-mqtt-dev is not installed on this machine");
        using var folder = new TemporaryFolder();
        var program = Path.Combine(folder.Path, "paho_c");
        var compiled = await ProcessRunner.RunAsync(compiler, "-Wall", "-o", program, Path.Combine(Scripts, "paho_c.c"), "-lpaho-mqtt3c");
        compiled.ExitCode.Should().Be(0, string.Join('\n', compiled.Errors));
        await using var broker = await TestBroker.StartAsync();
        await ExpectAllAsync(version, program, $"{broker.Port}", $"{version}");
    }

    [SkippableTheory]
    [InlineData("mqtt", 4)]
    [InlineData("mqtt", 5)]
    [InlineData("ws", 4)]
    [InlineData("ws", 5)]
    public async Task NpmMqtt_EveryScenario_GoesWell(string scheme, int version)
    {
        var node = RequiresProgram.Find("node");
        var module = FindNpmModule();
        Skip.If(module is null, "dashboards/node_modules/mqtt is not there (npm ci in dashboards)");
        await using var broker = await TestBroker.StartAsync();
        var url = scheme == "ws" ? $"ws://127.0.0.1:{broker.HttpPort}/mqtt" : $"mqtt://127.0.0.1:{broker.Port}";
        await ExpectAllAsync(version, node, Path.Combine(Scripts, "mqtt_js.cjs"), module!, url, $"{version}");
    }

    private static async Task ExpectAllAsync(int version, string program, params string[] arguments)
    {
        string[] scenarios = ["qos", "retained", "will", "session", "shared"];
        var result = await ProcessRunner.RunAsync(program, arguments, null, Bound);
        result.Output.Should().Equal(version == 5 ? [.. scenarios, "request"] : scenarios, string.Join('\n', result.Errors));
        result.ExitCode.Should().Be(0);
    }

    private static string? FindNpmModule()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var module = Path.Combine(folder.FullName, "dashboards", "node_modules", "mqtt");
            if (Directory.Exists(module))
            {
                return module;
            }
        }

        return null;
    }
}
