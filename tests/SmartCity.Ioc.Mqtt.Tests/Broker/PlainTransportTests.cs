using System.Net.Sockets;
using System.Text;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Mqtt.Tests.Packets;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

/// <summary>The same bytes over both transports; all other tests of the broker run on the readiness loop.</summary>
public sealed class PlainTransportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_LargeAndSmall_GoThroughBothWays(bool onKestrelSockets)
    {
        await using var broker = await TestBroker.StartAsync(onKestrelSockets: onKestrelSockets);
        await using var to = await broker.ConnectAsync("to", 5);
        await using var from = await broker.ConnectAsync("from", 5);
        await to.SubscribeAsync("a", 2);
        foreach (var length in new[] { 0, 1, 4_000, 4_096, 70_000, 900_000 })
        {
            var payload = new string('x', length);
            await from.PublishAsync("a", payload, 1, 1);
            await from.ExpectAsync("puback 1");
            var copy = await to.ReceiveAsync();
            copy.Payload.Should().Be(payload);
            await to.AckAsync(MqttPacketType.PubAck, copy.PacketId);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reader_WhoStartsLate_GetsEverythingInOrder(bool onKestrelSockets)
    {
        await using var broker = await TestBroker.StartAsync(o => o.MaximumQueuedMessages = 10_000, onKestrelSockets: onKestrelSockets);
        await using var to = await broker.ConnectAsync("to");
        await to.SubscribeAsync("a");
        await using var from = await broker.ConnectAsync("from");
        var payload = new string('x', 20_000);
        for (var i = 0; i < 500; i++)
        {
            await from.PublishAsync("a", $"{i} {payload}");
        }

        for (var i = 0; i < 500; i++)
        {
            (await to.ReceiveAsync()).Payload.Should().StartWith($"{i} ");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connections_ThatComeAndGo_LeaveNothingBehind(bool onKestrelSockets)
    {
        await using var broker = await TestBroker.StartAsync(onKestrelSockets: onKestrelSockets);
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            await using var client = await broker.ConnectAsync($"c{i}", 4 + (i % 2));
            await client.PublishAsync("a", Encoding.UTF8.GetString(new byte[i]));
            if (i % 3 == 0)
            {
                await client.SendAsync("E0 00");
                await client.ExpectEndAsync();
            }
            else if (i % 3 == 1)
            {
                await client.SendAsync("00 00");
            }
        });
        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 0);
        broker.Broker.SessionCount.Should().Be(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Broken_Rule_IsToldBeforeTheEnd(bool onKestrelSockets)
    {
        await using var broker = await TestBroker.StartAsync(onKestrelSockets: onKestrelSockets);
        await using var client = await broker.ConnectAsync("a", 5);
        await client.SendAsync("30 FF FF FF 7F");
        await client.ExpectEndAsync("disconnect 95");
        await using var again = await broker.ConnectAsync("a", 5);
        await again.ExpectSilenceAsync();
    }

    [Fact]
    public async Task LastWord_ToAPeerThatIsStillSending_IsNotLostInAReset()
    {
        await using var broker = await TestBroker.StartAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", broker.Port);
        await socket.SendAsync(Hex.Bytes("10 0D 0004 'MQTT' 05 02 003C 00 0000"));

        // The length says that it is too large; the peer sends on before it has read the answer, and then reads to the end.
        await socket.SendAsync(Hex.Bytes("30 FF FF FF 7F"));
        await socket.SendAsync(new byte[256 * 1024]);
        socket.Shutdown(SocketShutdown.Send);
        var received = new List<byte>();
        var buffer = new byte[1000];
        while (await socket.ReceiveAsync(buffer) is > 0 and var count)
        {
            received.AddRange(buffer[..count]);
        }

        received.TakeLast(3).Should().Equal([0xE0, 0x01, 0x95], "that is DISCONNECT, packet too large");
    }
}
