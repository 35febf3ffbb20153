using System.Security.Cryptography.X509Certificates;
using System.Text;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Mqtt.Tests.Broker;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>Both faces of the house's MQTT against each other.</summary>
public sealed class ClientAgainstOurBrokerTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("mqtt", MqttProtocolVersion.V311, 0, 0)]
    [InlineData("mqtt", MqttProtocolVersion.V311, 1, 0)]
    [InlineData("mqtt", MqttProtocolVersion.V311, 2, 0)]
    [InlineData("mqtt", MqttProtocolVersion.V500, 0, 0)]
    [InlineData("mqtt", MqttProtocolVersion.V500, 1, 0)]
    [InlineData("mqtt", MqttProtocolVersion.V500, 2, 0)]
    [InlineData("mqtts", MqttProtocolVersion.V500, 1, 0)]
    [InlineData("ws", MqttProtocolVersion.V500, 2, 0)]
    [InlineData("ws", MqttProtocolVersion.V311, 1, 0)]
    [InlineData("wss", MqttProtocolVersion.V500, 2, 0)]
    [InlineData("wss", MqttProtocolVersion.V311, 1, 0)]
    [InlineData("mqtt", MqttProtocolVersion.V311, 0, 2)]
    [InlineData("mqtt", MqttProtocolVersion.V311, 1, 2)]
    [InlineData("mqtt", MqttProtocolVersion.V500, 2, 2)]
    [InlineData("mqtts", MqttProtocolVersion.V500, 1, 2)]
    [InlineData("ws", MqttProtocolVersion.V500, 2, 2)]
    [InlineData("wss", MqttProtocolVersion.V500, 2, 2)]
    public async Task Client_ThroughOurBroker_DeliversEveryMessageOnceInOrder(string scheme, MqttProtocolVersion version, byte qos, int coalescing)
    {
        const int Count = 3000;
        using var authority = new TestAuthority();
        using var certificate = X509Certificate2.CreateFromPemFile(authority.ServerCertificateFile, authority.ServerKeyFile);
        await using var broker = await TestBroker.StartAsync(o => o.MaximumQueuedMessages = Count, certificate: certificate);
        var port = scheme switch { "mqtt" => broker.Port, "mqtts" => broker.TlsPort, "ws" => broker.HttpPort, _ => broker.HttpsPort };
        var url = new Uri($"{scheme}://127.0.0.1:{port}");
        var tls = new MqttTlsOptions { Authorities = authority.Authorities };
        var rest = TimeSpan.FromMilliseconds(coalescing);
        var intake = new CollectingIntake();
        await using var consumer = new MqttClient(
            new MqttClientOptions { Url = url, ClientId = "consumer", Protocol = version, Tls = tls, ReadCoalescing = rest }, intake);
        await using var publisher = new MqttClient(
            new MqttClientOptions { Url = url, ClientId = "publisher", Protocol = version, Tls = tls, ReadCoalescing = rest, PublishTopicAliases = 5 });
        using var bound = new CancellationTokenSource(Bound);
        await consumer.ConnectAsync(bound.Token);
        await consumer.SubscribeAsync("city/#", qos, bound.Token);
        await publisher.ConnectAsync(bound.Token);

        for (var i = 0; i < Count; i++)
        {
            while (!publisher.TryPublish("city/a"u8, Encoding.UTF8.GetBytes($"{i}"), qos))
            {
                await publisher.FlushAsync(bound.Token);
            }
        }

        await publisher.DrainAsync(bound.Token);
        await intake.WaitForCountAsync(Count);
        intake.Payloads.Should().Equal(Enumerable.Range(0, Count).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Client_AwayFromOurBroker_FindsItsQueueAgain()
    {
        await using var broker = await TestBroker.StartAsync();
        var options = new MqttClientOptions { Url = new Uri($"mqtt://127.0.0.1:{broker.Port}"), ClientId = "consumer" };
        await using (var first = new MqttClient(options, new CollectingIntake()))
        {
            await first.ConnectAsync();
            await first.SubscribeAsync("city/#", 2);
        }

        await using var publisher = new MqttClient(new MqttClientOptions { Url = options.Url, ClientId = "publisher" });
        await publisher.ConnectAsync();
        for (var i = 0; i < 200; i++)
        {
            await publisher.PublishAsync("city/a", Encoding.UTF8.GetBytes($"{i}"), (byte)(1 + (i % 2)));
        }

        var intake = new CollectingIntake();
        await using var second = new MqttClient(options, intake);
        await second.ConnectAsync();
        await intake.WaitForCountAsync(200);
        intake.Payloads.Should().Equal(Enumerable.Range(0, 200).Select(i => $"{i}"));
    }
}
