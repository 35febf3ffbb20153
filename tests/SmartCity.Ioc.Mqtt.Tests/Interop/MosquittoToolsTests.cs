using System.Globalization;
using SmartCity.Ioc.Mqtt.Tests.Broker;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Mqtt.Tests.Interop;

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

    [SkippableTheory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Session_LeftAndTakenUpAgain_HasItsQueue(string version)
    {
        var publish = RequiresProgram.Find("mosquitto_pub");
        var subscribe = RequiresProgram.Find("mosquitto_sub");
        await using var broker = await TestBroker.StartAsync();
        string[] common = ["-h", "127.0.0.1", "-p", broker.Port.ToString(CultureInfo.InvariantCulture), "-V", version, "-q", "2", "-t", "a"];
        string[] keep = version == "mqttv5" ? ["-c", "-x", "600", "-i", "kept"] : ["-c", "-i", "kept"];
        await ProcessRunner.RunAsync(subscribe, [.. common, .. keep, "-E"], null, TimeSpan.FromSeconds(30));
        broker.Broker.SubscriptionCount.Should().Be(1);
        await ProcessRunner.RunAsync(publish, [.. common, "-l"], "one\ntwo\nthree\n", TimeSpan.FromSeconds(30));

        var got = await ProcessRunner.RunAsync(subscribe, [.. common, .. keep, "-C", "3"], null, TimeSpan.FromSeconds(30));

        got.Output.Should().Equal("one", "two", "three");
    }

    [SkippableFact]
    public async Task Will_OfAKilledClient_ComesToASharedSubscription()
    {
        var subscribe = RequiresProgram.Find("mosquitto_sub");
        await using var broker = await TestBroker.StartAsync();
        string[] common = ["-h", "127.0.0.1", "-p", broker.Port.ToString(CultureInfo.InvariantCulture), "-V", "mqttv5", "-q", "2"];
        var watching = ProcessRunner.RunAsync(subscribe, [.. common, "-t", "$share/g/will/+", "-C", "1", "-F", "%t %q %p"], null, TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => broker.Broker.SubscriptionCount == 1);
        await using (var lost = ProcessRunner.Start(
            subscribe, [.. common, "-t", "x", "--will-topic", "will/lost", "--will-payload", "gone", "--will-qos", "2"]))
        {
            await Eventually.TrueAsync(() => broker.Broker.SubscriptionCount == 2);
            await lost.KillAsync();
        }

        (await watching).Output.Should().Equal("will/lost 2 gone");
    }

    [SkippableFact]
    public async Task Request_WithResponseTopic_IsAnswered()
    {
        var publish = RequiresProgram.Find("mosquitto_pub");
        var request = RequiresProgram.Find("mosquitto_rr");
        await using var broker = await TestBroker.StartAsync();
        string[] common = ["-h", "127.0.0.1", "-p", broker.Port.ToString(CultureInfo.InvariantCulture), "-V", "mqttv5", "-q", "1"];
        await using var service = await broker.ConnectAsync("service", 5);
        await service.SubscribeAsync("service", 1);
        var asking = ProcessRunner.RunAsync(
            request, [.. common, "-t", "service", "-e", "answers", "-m", "how many?", "-D", "publish", "correlation-data", "mark"], null, TimeSpan.FromSeconds(30));
        var asked = await service.ReceiveAsync();
        asked.Payload.Should().Be("how many?");
        asked.Properties!.ResponseTopic.Should().Be("answers");
        asked.Properties.CorrelationData.Should().Equal("mark"u8.ToArray());

        await ProcessRunner.RunAsync(publish, [.. common, "-t", "answers", "-m", "42", "-D", "publish", "correlation-data", "mark"], null, TimeSpan.FromSeconds(30));

        (await asking).Output.Should().Equal("42");
    }
}
