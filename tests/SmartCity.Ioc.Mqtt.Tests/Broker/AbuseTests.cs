using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Mqtt.Tests.Packets;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

/// <summary>What a hostile or broken client may send; beside it an ordinary one that must notice nothing.</summary>
public sealed class AbuseTests
{
    [Fact]
    public async Task MalformedPackets_OfEveryType_CloseTheirConnectionWithTheReason()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var bystander = await broker.ConnectAsync("bystander");
        var ended = 0;
        foreach (var row in DecodeTableTests.Invalid)
        {
            var (version, hex, code, statement) = ((int)row[0], (string)row[1], (MqttReasonCode)row[2], (string)row[3]);
            var isConnect = hex.StartsWith("10", StringComparison.Ordinal);

            // A version above 5 is answered in the form of 5.
            var answered = hex.Contains("'MQTT' 06", StringComparison.Ordinal) ? 5 : version;
            await using var client = isConnect ? await broker.OpenAsync(answered) : await broker.ConnectAsync("abuser", version);
            await client.SendAsync(hex);
            var last = await client.ReceiveOrEndAsync();
            if (version == 5 && !isConnect && !"29BD".Contains(hex[0], StringComparison.Ordinal))
            {
                last!.Text.Should().Be($"disconnect {(byte)code:x2}", statement);
            }

            if (last is not null)
            {
                last.Type.Should().BeOneOf([MqttPacketType.ConnAck, MqttPacketType.Disconnect], statement);
                (await client.ReceiveOrEndAsync()).Should().BeNull(statement);
            }

            ended++;
        }

        ended.Should().BeGreaterThan(60);
        await bystander.ExpectSilenceAsync();
        broker.Broker.Counters.Connections.Should().BeLessThanOrEqualTo(2);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Acknowledgements_NobodyAskedFor_ChangeNothing(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a", version);
        await client.SubscribeAsync("t", 2);
        await client.AckAsync(MqttPacketType.PubAck, 7);
        await client.AckAsync(MqttPacketType.PubComp, 7);
        await client.AckAsync(MqttPacketType.PubRec, 7);
        await client.ExpectAsync(version == 5 ? "pubrel 7 92" : "pubrel 7");
        await client.AckAsync(MqttPacketType.PubRel, 7);
        await client.ExpectAsync(version == 5 ? "pubcomp 7 92" : "pubcomp 7"); // [MQTT-4.3.3-11]

        await client.PublishAsync("t", "x", 2, 9);
        var packets = new[] { await client.ReceiveAsync(), await client.ReceiveAsync() };
        var copy = packets.Single(p => p.Type == MqttPacketType.Publish);
        await client.AckAsync(MqttPacketType.PubAck, copy.PacketId); // PUBACK is no answer to QoS 2.
        await client.AckAsync(MqttPacketType.PubComp, copy.PacketId); // Nor is PUBCOMP before PUBREL.
        await client.AckAsync(MqttPacketType.PubRec, copy.PacketId);
        await client.ExpectAsync($"pubrel {copy.PacketId}");
        await client.AckAsync(MqttPacketType.PubComp, copy.PacketId);
        await client.ExpectSilenceAsync();
    }

    [Fact] // [MQTT-3.14.4-2]
    public async Task Packets_BehindDisconnect_AreIgnored()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("t");
        await using var client = await broker.ConnectAsync("a");
        await client.SendAsync("30 04 0001 't' '1' E0 00 30 04 0001 't' '2'");
        await client.ExpectEndAsync();
        await watcher.ExpectAsync("publish t '1' q0");
        await watcher.ExpectSilenceAsync();
    }

    [Theory] // [MQTT-3.1.2-22]: a control packet within one and a half times the keep-alive, not a byte of one.
    [InlineData(4)]
    [InlineData(5)]
    public async Task Packet_TrickledForEver_DoesNotKeepTheConnectionAlive(int version)
    {
        var time = new ManualTimeProvider();
        await using var broker = await TestBroker.StartAsync(services: s => s.AddSingleton<TimeProvider>(time));
        await using var client = await broker.ConnectAsync("a", version, keepAlive: 10);
        await using var bystander = await broker.ConnectAsync("b", version);
        await client.SendAsync("30 7F 0001 't'");
        for (var i = 0; i < 4; i++)
        {
            await client.SendAsync("00");
            await bystander.ExpectSilenceAsync();
            time.Advance(TimeSpan.FromSeconds(4));
        }

        await client.ExpectEndAsync(version == 5 ? "disconnect 8d" : null);
    }

    [Theory]
    [InlineData("10 FF FF FF 7F")]
    [InlineData("10 FF FF FF FF 01")]
    [InlineData("10 0C 0004 'MQTT' 04 02 003C FFFF")]
    [InlineData("10 02 FFFF")]
    [InlineData("10 00")]
    public async Task Connect_WithLengthsThatLie_IsClosed(string hex)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.OpenAsync();
        await client.SendAsync(hex);
        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task ClientIdentifier_TooLong_IsRefusedAndTheLongestTopicIsCarried()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.OpenAsync(5);
        await client.SendAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = new string('x', 60_000), CleanStart = true });
        await client.ExpectEndAsync("connack 0 85");
        await using var other = await broker.ConnectAsync("other", 5);
        await other.SubscribeAsync("#", 1);
        var topic = new string('t', 65_535);
        await other.PublishAsync(topic, "x", 1, 1);
        var packets = new[] { await other.ReceiveAsync(), await other.ReceiveAsync() };
        packets.Should().ContainSingle(p => p.Type == MqttPacketType.Publish).Which.Topic.Should().Be(topic);
    }
}
