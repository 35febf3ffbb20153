using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>The least MQTT 3.1.1 client that can say exactly what was acknowledged: written from the specification alone, so that a fault
/// of the product's own client can not hide one of its broker.</summary>
internal sealed class RawPublisher : IAsyncDisposable
{
    private const int InFlight = 20;
    private readonly Socket _socket;

    private RawPublisher(Socket socket) => _socket = socket;

    public static async Task<RawPublisher> ConnectAsync(int port, string clientId = "raw")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);

        // CONNECT: "MQTT", level 4, clean session, keep-alive 60.
        var id = Encoding.UTF8.GetBytes(clientId);
        await socket.SendAsync((byte[])[0x10, (byte)(12 + id.Length), 0, 4, .. "MQTT"u8, 4, 2, 0, 60, 0, (byte)id.Length, .. id]);
        var answer = new byte[4];
        await ReadAsync(socket, answer);
        answer.Should().Equal([0x20, 2, 0, 0], "CONNACK, accepted");
        return new RawPublisher(socket);
    }

    /// <summary>Publishes at QoS 1 until <paramref name="done"/>; at most 20 without their PUBACK.</summary>
    public async Task PublishAsync(Func<int> next, Func<int, (string Topic, byte[] Payload)> message, Action<int> acknowledged, Func<bool> done)
    {
        var numbers = new Dictionary<ushort, int>();
        ushort id = 0;
        var ack = new byte[4];
        while (!done())
        {
            while (numbers.Count < InFlight)
            {
                var number = next();
                id = id == ushort.MaxValue ? (ushort)1 : (ushort)(id + 1);
                numbers.Add(id, number);
                var (topic, payload) = message(number);
                await _socket.SendAsync(Publish(topic, payload, id));
            }

            await ReadAsync(_socket, ack);
            ack[0].Should().Be(0x40, "PUBACK");
            numbers.Remove((ushort)((ack[2] << 8) | ack[3]), out var confirmed).Should().BeTrue();
            acknowledged(confirmed);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static byte[] Publish(string topic, byte[] payload, ushort id)
    {
        var name = Encoding.UTF8.GetBytes(topic);
        var remaining = 2 + name.Length + 2 + payload.Length;
        var packet = new ArrayBufferWriter<byte>();
        packet.Write<byte>([0x32]);
        for (; remaining >= 128; remaining >>= 7)
        {
            packet.Write<byte>([(byte)((remaining & 127) | 128)]);
        }

        packet.Write<byte>([(byte)remaining, (byte)(name.Length >> 8), (byte)name.Length, .. name, (byte)(id >> 8), (byte)id, .. payload]);
        return packet.WrittenSpan.ToArray();
    }

    private static async Task ReadAsync(Socket socket, Memory<byte> into)
    {
        while (into.Length > 0)
        {
            var read = await socket.ReceiveAsync(into);
            if (read == 0)
            {
                throw new EndOfStreamException("The server closed the connection.");
            }

            into = into[read..];
        }
    }
}
