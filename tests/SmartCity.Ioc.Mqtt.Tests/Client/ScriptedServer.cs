using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>A server that does exactly what a test says, packet by packet: for what no real broker does on demand.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedServer() => _listener.Start();

    public Uri Url => new($"mqtt://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async Task<ScriptedPeer> AcceptAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return new ScriptedPeer(await _listener.AcceptSocketAsync(bound.Token));
    }

    /// <summary>Accepts, reads CONNECT and answers it.</summary>
    public async Task<ScriptedPeer> WelcomeAsync(bool sessionPresent = false, MqttProperties? properties = null)
    {
        var peer = await AcceptAsync();
        await peer.ReadConnectAsync();
        peer.Send(new ConnAckPacket(sessionPresent, MqttReasonCode.Success, properties).Write);
        return peer;
    }

    public void Dispose() => _listener.Dispose();
}

/// <summary>The server's end of one connection.</summary>
internal sealed class ScriptedPeer(Socket socket) : IDisposable
{
    private readonly MqttScratch _scratch = new();
    private byte[] _received = [];

    public MqttProtocolVersion Version { get; private set; } = MqttProtocolVersion.V500;

    public void Send(Action<IBufferWriter<byte>, MqttProtocolVersion> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        write(bytes, Version);
        socket.Send(bytes.WrittenSpan);
    }

    public void SendRaw(params byte[] bytes) => socket.Send(bytes);

    public void SendPublish(string topic, string payload, byte qos, ushort id, bool duplicate = false, ushort alias = 0) => Send((output, version) =>
        new OutgoingPublish
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(payload)),
            Qos = qos,
            PacketId = id,
            Duplicate = duplicate,
            TopicAlias = alias,
        }.Write(output, version));

    /// <summary>A PUBLISH too large for the sockets' buffers, its head cut in the middle.</summary>
    public async Task SendInPiecesAsync(string topic, string payload, byte qos, ushort id, ushort alias)
    {
        var bytes = new ArrayBufferWriter<byte>();
        new OutgoingPublish
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(payload)),
            Qos = qos,
            PacketId = id,
            TopicAlias = alias,
        }.Write(bytes, Version);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        foreach (var piece in new[] { bytes.WrittenMemory[..2], bytes.WrittenMemory[2..4], bytes.WrittenMemory[4..1000], bytes.WrittenMemory[1000..] })
        {
            for (var rest = piece; rest.Length > 0;)
            {
                rest = rest[await socket.SendAsync(rest, bound.Token)..];
            }
        }
    }

    public async Task<ConnectPacket> ReadConnectAsync()
    {
        var frame = await ReadFrameAsync();
        ConnectPacket.TryRead(frame, _scratch, out var packet, out _, out _).Should().BeTrue();
        Version = packet!.Version;
        return packet;
    }

    public async Task<AckPacket> ReadAckAsync()
    {
        var frame = await ReadFrameAsync();
        AckPacket.TryRead(frame, Version, _scratch, out var packet, out _).Should().BeTrue($"{frame.Type} is an acknowledgement");
        return packet;
    }

    public async Task<SubscribePacket> ReadSubscribeAsync()
    {
        SubscribePacket.TryRead(await ReadFrameAsync(), Version, _scratch, out var packet, out _).Should().BeTrue();
        return packet!;
    }

    public async Task<DisconnectPacket> ReadDisconnectAsync()
    {
        DisconnectPacket.TryRead(await ReadFrameAsync(), Version, _scratch, out var packet, out _).Should().BeTrue();
        return packet!;
    }

    /// <summary>The next PUBLISH as far as tests look at it.</summary>
    public async Task<(string Payload, byte Qos, ushort Id, bool Duplicate)> ReadPublishAsync()
    {
        var frame = await ReadFrameAsync();
        PublishPacket.TryRead(frame, Version, _scratch, out var packet, out _).Should().BeTrue($"{frame.Type} is a PUBLISH");
        return (Encoding.UTF8.GetString(packet.Payload), packet.Qos, packet.PacketId, packet.Duplicate);
    }

    public void Dispose()
    {
        socket.Dispose();
        _scratch.Dispose();
    }

    private async Task<MqttFrame> ReadFrameAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var piece = new byte[4096];
        while (true)
        {
            var unread = new ReadOnlySequence<byte>(_received);
            var status = MqttFrame.TryRead(ref unread, Version, MqttFrame.ProtocolMaximum, out var frame, out var error);
            if (status == MqttReadStatus.Frame)
            {
                _received = unread.ToArray();
                return frame;
            }

            status.Should().Be(MqttReadStatus.NeedMore, $"{error}");
            var read = await socket.ReceiveAsync(piece, bound.Token);
            read.Should().BePositive("the client should not have closed the connection");
            _received = [.. _received, .. piece[..read]];
        }
    }
}
