using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>A subscriber at QoS 0 or 1 that frames what comes, counts the PUBLISH packets, acknowledges those of one read together and does
/// nothing else: the one that mosquitto routes to. MQTT 3.1.1, a thread of its own, reads of up to 256 KiB.</summary>
internal sealed class CountingSubscriber : IDisposable
{
    private const int Publish = 3;
    private const byte QosMask = 6;
    private const byte PubAck = 0x40;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly byte[] _acks;
    private readonly Action? _onMessage;
    private long _count;

    /// <param name="onMessage">Called for each, on the subscriber's thread.</param>
    public CountingSubscriber(int port, string clientId, string filter, Action? onMessage = null, byte qos = 0)
    {
        _onMessage = onMessage;

        // An acknowledgement of four bytes for each PUBLISH of QoS 1, which has seven at least.
        _acks = qos == 0 ? [] : new byte[_buffer.Length];
        _socket.Connect(IPAddress.Loopback, port);

        // CONNECT: "MQTT", level 4, clean session, no keep-alive. SUBSCRIBE: packet 1.
        Send(0x10, [0, 4, .. "MQTT"u8, 4, 2, 0, 0, .. Text(clientId)]);
        Expect(4);
        Send(0x82, [0, 1, .. Text(filter), qos]);
        Expect(5);
        new Thread(Read) { IsBackground = true, Name = "subscriber" }.Start();
    }

    public long Count => Interlocked.Read(ref _count);

    public void Dispose() => _socket.Dispose();

    private static byte[] Text(string text)
    {
        var bytes = new byte[2 + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)Encoding.UTF8.GetBytes(text, bytes.AsSpan(2)));
        return bytes;
    }

    private void Send(byte type, byte[] body) => _socket.Send([type, (byte)body.Length, .. body]);

    /// <summary>CONNACK and SUBACK have fixed lengths; nothing else comes before them.</summary>
    private void Expect(int length)
    {
        for (var have = 0; have < length;)
        {
            var read = _socket.Receive(_buffer, have, length - have, SocketFlags.None);
            have += read > 0 ? read : throw new IOException("The broker closed the subscriber's connection.");
        }
    }

    private void Read()
    {
        var have = 0;
        try
        {
            while (_socket.Receive(_buffer, have, _buffer.Length - have, SocketFlags.None) is > 0 and var read)
            {
                have += read;
                var at = 0;
                var acks = 0;
                while (Length(_buffer.AsSpan(at, have - at)) is > 0 and var length)
                {
                    if (_buffer[at] >> 4 == Publish)
                    {
                        Interlocked.Increment(ref _count);
                        _onMessage?.Invoke();
                        if ((_buffer[at] & QosMask) != 0)
                        {
                            acks += Acknowledge(_buffer.AsSpan(at, length), _acks.AsSpan(acks));
                        }
                    }

                    at += length;
                }

                if (acks > 0)
                {
                    _socket.Send(_acks.AsSpan(0, acks));
                }

                _buffer.AsSpan(at, have - at).CopyTo(_buffer);
                have -= at;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed, or the broker is gone: the count stands.
        }
    }

    /// <summary>Writes the PUBACK of a PUBLISH, whose identifier stands behind its topic; returns its length.</summary>
    private static int Acknowledge(ReadOnlySpan<byte> publish, Span<byte> ack)
    {
        var topic = 1;
        while ((publish[topic++] & 128) != 0)
        {
        }

        var id = publish.Slice(topic + 2 + BinaryPrimitives.ReadUInt16BigEndian(publish[topic..]), 2);
        ack[0] = PubAck;
        ack[1] = 2;
        id.CopyTo(ack[2..]);
        return 4;
    }

    /// <summary>Of the packet that begins here, 0 when it is not whole yet (MQTT 3.1.1, 2.2.3).</summary>
    private static int Length(ReadOnlySpan<byte> bytes)
    {
        var remaining = 0;
        for (var i = 1; i < bytes.Length && i <= 4; i++)
        {
            remaining |= (bytes[i] & 127) << (7 * (i - 1));
            if ((bytes[i] & 128) == 0)
            {
                return bytes.Length >= 1 + i + remaining ? 1 + i + remaining : 0;
            }
        }

        return 0;
    }
}
