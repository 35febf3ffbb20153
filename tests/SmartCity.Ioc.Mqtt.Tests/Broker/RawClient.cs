using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Mqtt.Tests.Packets;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

/// <summary>Sends what the test says, byte for byte, and hands out what comes back; never answers by itself.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly ArrayBufferWriter<byte> _writer = new();
    private readonly MqttScratch _scratch = new();

    public RawClient(Stream stream, MqttProtocolVersion version)
    {
        _stream = stream;
        _reader = PipeReader.Create(stream);
        Version = version;
    }

    public MqttProtocolVersion Version { get; }

    public ConnAckPacket? ConnAck { get; set; }

    public static async Task<RawClient> OpenAsync(int port, MqttProtocolVersion version)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        return new RawClient(new NetworkStream(socket, ownsSocket: true), version);
    }

    public ValueTask SendAsync(string hex) => _stream.WriteAsync(Hex.Bytes(hex));

    public ValueTask SendAsync(byte[] bytes) => _stream.WriteAsync(bytes);

    public ValueTask SendAsync(ConnectPacket packet) => SendAsync(w => packet.Write(w));

    public async ValueTask SendAsync(Action<IBufferWriter<byte>> write)
    {
        _writer.Clear();
        write(_writer);
        await _stream.WriteAsync(_writer.WrittenMemory);
    }

    public ValueTask PublishAsync(
        string topic, string payload, byte qos = 0, ushort id = 0, bool retain = false, bool duplicate = false, MqttProperties? properties = null) =>
        SendAsync(w => new OutgoingPublish
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(payload)),
            Qos = qos,
            PacketId = id,
            Retain = retain,
            Duplicate = duplicate,
            Properties = properties?.ToBlock() ?? [],
        }.Write(w, Version));

    public ValueTask AckAsync(MqttPacketType type, ushort id, MqttReasonCode reason = MqttReasonCode.Success) =>
        SendAsync(w => new AckPacket(type, id, reason).Write(w, Version));

    public async Task<Received> SubscribeAsync(ushort id, uint identifier, params MqttSubscription[] subscriptions)
    {
        var properties = identifier == 0 ? null : new MqttProperties { SubscriptionIdentifiers = [identifier] };
        await SendAsync(w => new SubscribePacket(id, subscriptions, properties).Write(w, Version));
        return await ReceiveAsync();
    }

    public async Task SubscribeAsync(string filter, byte qos = 0, ushort id = 99) =>
        (await SubscribeAsync(id, 0, new MqttSubscription(filter, qos))).Text.Should().Be($"suback {id} 0{qos}");

    /// <summary>The next packet; fails after ten seconds or when the broker closes.</summary>
    public async Task<Received> ReceiveAsync() =>
        await ReceiveOrEndAsync() ?? throw new InvalidOperationException("The broker closed the connection.");

    /// <summary>The next packet, or null when the broker has closed the connection.</summary>
    public async Task<Received?> ReceiveOrEndAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            ReadResult result;
            try
            {
                result = await _reader.ReadAsync(patience.Token);
            }
            catch (IOException)
            {
                return null;
            }

            var buffer = result.Buffer;
            var status = MqttFrame.TryRead(ref buffer, Version, MqttFrame.ProtocolMaximum, out var frame, out var error);
            status.Should().NotBe(MqttReadStatus.Error, error.ToString());
            if (status == MqttReadStatus.Frame)
            {
                var received = Received.Read(frame, Version, _scratch);
                _scratch.Release();
                _reader.AdvanceTo(buffer.Start);
                return received;
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    public async Task ExpectAsync(params string[] texts)
    {
        foreach (var text in texts)
        {
            (await ReceiveAsync()).Text.Should().Be(text);
        }
    }

    public async Task ExpectEndAsync(string? last = null)
    {
        if (last is not null)
        {
            await ExpectAsync(last);
        }

        (await ReceiveOrEndAsync())?.Text.Should().BeNull("the broker should have closed");
    }

    /// <summary>Everything that was sent before this has been dealt with, and nothing but the answer comes back.</summary>
    public async Task ExpectSilenceAsync()
    {
        await SendAsync("C0 00");
        await ExpectAsync("pingresp");
    }

    public async ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        await _reader.CompleteAsync();
        await _stream.DisposeAsync();
    }
}
