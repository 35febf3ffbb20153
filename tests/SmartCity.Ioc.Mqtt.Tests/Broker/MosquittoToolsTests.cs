using System.Globalization;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

/// <summary>Mosquitto's own clients against the broker.</summary>
public sealed class MosquittoToolsTests
{
    [SkippableTheory]
    [InlineData("mqttv31", 0)]
    [InlineData("mqttv311", 1)]
    [InlineData("mqttv5", 1)]
    [InlineData("mqttv311", 2)]
    [InlineData("mqttv5", 2)]
    public async Task Lines_Published_AllArriveInOrder(string version, int qos)
    {
        var publish = RequiresProgram.Find("mosquitto_pub");
        var subscribe = RequiresProgram.Find("mosquitto_sub");
        await using var broker = await TestBroker.StartAsync();
        var lines = Enumerable.Range(1, 500).Select(i => $"line {i} xin chào").ToArray();
        string[] common = ["-h", "127.0.0.1", "-p", broker.Port.ToString(CultureInfo.InvariantCulture), "-V", version, "-q", $"{qos}"];
        var subscribing = ProcessRunner.RunAsync(subscribe, [.. common, "-t", "a/#", "-i", "sub", "-C", "500"], null, TimeSpan.FromSeconds(60));
        await Eventually.TrueAsync(() => broker.Broker.SubscriptionCount == 1);

        var published = await ProcessRunner.RunAsync(
            publish, [.. common, "-t", "a/b", "-i", "pub", "-l"], string.Join('\n', lines) + "\n", TimeSpan.FromSeconds(60));

        published.ExitCode.Should().Be(0, string.Join('\n', published.Errors));
        (await subscribing).Output.Should().Equal(lines);
    }

    [SkippableFact]
    public async Task Retained_WithPropertiesAndAlias_IsUnderstood()
    {
        var publish = RequiresProgram.Find("mosquitto_pub");
        var subscribe = RequiresProgram.Find("mosquitto_sub");
        await using var broker = await TestBroker.StartAsync();
        string[] common = ["-h", "127.0.0.1", "-p", broker.Port.ToString(CultureInfo.InvariantCulture), "-V", "mqttv5", "-q", "1", "-t", "a/b"];
        var published = await ProcessRunner.RunAsync(
            publish, [.. common, "-r", "-m", "x", "-D", "publish", "user-property", "k", "v", "-D", "publish", "content-type", "t"], null, TimeSpan.FromSeconds(30));
        published.ExitCode.Should().Be(0, string.Join('\n', published.Errors));
        var got = await ProcessRunner.RunAsync(subscribe, [.. common, "-C", "1", "-F", "%t %r %p %C %P"], null, TimeSpan.FromSeconds(30));
        got.Output.Should().Equal("a/b 1 x t k:v");
    }
}
