using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

public sealed class BasicsTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Message_AtEachQos_ReachesASubscriberWithTheWholeHandshake(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var to = await broker.ConnectAsync("to", version);
        await using var from = await broker.ConnectAsync("from", version);
        await to.SubscribeAsync("a/#", 2);

        await from.PublishAsync("a/0", "zero");
        await to.ExpectAsync("publish a/0 'zero' q0");

        await from.PublishAsync("a/1", "one", 1, 11);
        await from.ExpectAsync("puback 11");
        var one = await to.ReceiveAsync();
        one.Text.Should().Be("publish a/1 'one' q1");
        await to.AckAsync(MqttPacketType.PubAck, one.PacketId);

        await from.PublishAsync("a/2", "two", 2, 12);
        await from.ExpectAsync("pubrec 12");
        await from.AckAsync(MqttPacketType.PubRel, 12);
        await from.ExpectAsync("pubcomp 12");
        var two = await to.ReceiveAsync();
        two.Text.Should().Be("publish a/2 'two' q2");
        await to.AckAsync(MqttPacketType.PubRec, two.PacketId);
        await to.ExpectAsync($"pubrel {two.PacketId}");
        await to.AckAsync(MqttPacketType.PubComp, two.PacketId);
        await to.ExpectSilenceAsync();
    }

    [Fact] // [MQTT-4.3.3-10]
    public async Task Qos2_SentTwiceWithOneIdentifier_IsDeliveredOnce()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var to = await broker.ConnectAsync("to");
        await using var from = await broker.ConnectAsync("from");
        await to.SubscribeAsync("a", 0);

        await from.PublishAsync("a", "x", 2, 5);
        await from.PublishAsync("a", "x", 2, 5, duplicate: true);
        await from.ExpectAsync("pubrec 5", "pubrec 5");
        await from.AckAsync(MqttPacketType.PubRel, 5);
        await from.ExpectAsync("pubcomp 5");
        await from.PublishAsync("a", "y", 2, 5);
        await from.ExpectAsync("pubrec 5");

        await to.ExpectAsync("publish a 'x' q0", "publish a 'y' q0");
        await to.ExpectSilenceAsync();
    }

    [Theory]
    [InlineData("30 03 0001 'a'")] // [MQTT-3.1.0-1]
    [InlineData("C0 00")]
    [InlineData("'GET / HTTP/1.1'")]
    [InlineData("10 0C 0004 'MQTT' 04 03 003C 0000")] // [MQTT-3.1.2-3]
    [InlineData("10 0C 0004 'MQTX' 04 02 003C 0000")] // [MQTT-3.1.2-1]
    public async Task Connection_WithoutAProperConnect_IsClosedWithoutAWord(string hex)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.OpenAsync();
        await client.SendAsync(hex);
        await client.ExpectEndAsync();
    }

    [Theory]
    [InlineData(4, "10 0C 0004 'MQTT' 06 02 003C 0000", "connack 0 84")] // [MQTT-3.1.2-2]; a version above 5 understands MQTT 5's form
    [InlineData(4, "10 0C 0004 'MQTT' 02 02 003C 0000", "connack 0 84")]
    [InlineData(4, "10 0C 0004 'MQTT' 04 00 003C 0000", "connack 0 85")] // [MQTT-3.1.3-8]
    [InlineData(3, "10 0E 0006 'MQIsdp' 03 02 003C 0000", "connack 0 85")]
    [InlineData(5, "10 11 0004 'MQTT' 05 02 003C 04 15 0001 'x' 0000", "connack 0 8c")] // [MQTT-4.12.0-1]
    [InlineData(5, "10 10 0004 'MQTT' 05 02 003C 03 21 0000 0000", "connack 0 82")]
    public async Task Connect_ThatCanNotBeGranted_IsAnsweredAndClosed(int version, string hex, string answer)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.OpenAsync(hex.Contains("06 02") ? 5 : version);
        await client.SendAsync(hex);
        await client.ExpectEndAsync(answer);
    }

    [Theory]
    [InlineData("10 0C 0004 'MQTT' 04 02 003C 0000")] // [MQTT-3.1.0-2]
    [InlineData("30 02 0000")]
    [InlineData("20 02 0000")]
    public async Task Rule_BrokenByA311Client_ClosesTheConnection(string hex)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a");
        await client.SendAsync(hex);
        await client.ExpectEndAsync();
    }

    [Theory]
    [InlineData("10 0D 0004 'MQTT' 05 02 003C 00 0000", "82")] // [MQTT-3.1.0-2]
    [InlineData("30 03 0000 00", "82")]
    [InlineData("30 07 0001 'a' 03 23 0100", "94")] // [MQTT-3.3.2-9]
    [InlineData("30 06 0000 03 23 0001", "82")]
    [InlineData("30 06 0001 'a' 02 0B 01", "82")] // [MQTT-3.3.4-6]
    [InlineData("30 04 0001 '#' 00", "90")] // [MQTT-3.3.2-2]
    [InlineData("30 FF FF FF 7F", "95")]
    [InlineData("F0 00", "82")]
    [InlineData("82 07 0001 00 0001 'a' 40", "81")] // [MQTT-3.8.3-5]
    [InlineData("E0 07 00 05 11 00000005", "82")]
    [InlineData("C1 00", "81")]
    public async Task Rule_BrokenByA5Client_IsToldWhyBeforeTheEnd(string hex, string reason)
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a", 5);
        await client.SendAsync(hex);
        await client.ExpectEndAsync($"disconnect {reason}");
    }

    [Fact]
    public async Task Unsubscribe_KnownAndUnknown_IsAnsweredPerFilter()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.ConnectAsync("a", 5);
        await client.SubscribeAsync("x/+");
        await client.SendAsync(w => new UnsubscribePacket(7, ["x/+", "y"]).Write(w, client.Version));
        await client.ExpectAsync("unsuback 7 00 11");
        await client.PublishAsync("x/1", "gone");
        await client.ExpectSilenceAsync();
        broker.Broker.SubscriptionCount.Should().Be(0);
    }

    [Fact]
    public async Task Packets_CutAtEveryByteOnTheWire_AreUnderstood()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var client = await broker.OpenAsync(5);
        var script = Packets.Hex.Bytes("10 0E 0004 'MQTT' 05 02 003C 00 0001 'a'  82 07 0001 00 0001 't' 01  32 08 0001 't' 0007 00 'hi'  C0 00");
        foreach (var b in script)
        {
            await client.SendAsync([b]);
        }

        await client.ExpectAsync("connack 0 00", "suback 1 01");
        var rest = new[] { (await client.ReceiveAsync()).Text, (await client.ReceiveAsync()).Text };
        rest.Should().BeEquivalentTo("publish t 'hi' q1", "puback 7");
        await client.ExpectAsync("pingresp");
    }
}
