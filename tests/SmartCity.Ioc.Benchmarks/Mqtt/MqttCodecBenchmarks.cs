using System.Buffers;
using BenchmarkDotNet.Attributes;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Benchmarks.Mqtt;

/// <summary>A camera's PUBLISH of about 200 bytes, as the city sends them, and the packets around it. Budget: 0 bytes per PUBLISH and per acknowledgement.</summary>
[MemoryDiagnoser]
public class MqttCodecBenchmarks : IDisposable
{
    private readonly MqttScratch _scratch = new();
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly byte[] _topic = "ioc/v1/vung-tau/camera/cam-000001"u8.ToArray();
    private readonly byte[] _payload = new byte[160];
    private ReadOnlySequence<byte> _publish;
    private ReadOnlySequence<byte> _publishWithProperties;
    private ReadOnlySequence<byte> _pubAck;

    [Params(MqttProtocolVersion.V311, MqttProtocolVersion.V500)]
    public MqttProtocolVersion Version { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        EncodePublish();
        _publish = new ReadOnlySequence<byte>(_output.WrittenSpan.ToArray());
        _output.ResetWrittenCount();
        new OutgoingPublish
        {
            Topic = _topic,
            Payload = new ReadOnlySequence<byte>(_payload),
            Properties = new MqttProperties { ContentType = "application/json", UserProperties = [new("a", "b"), new("c", "d")] }.ToBlock(),
            TopicAlias = 1,
            MessageExpiryInterval = 60,
        }.Write(_output, Version);
        _publishWithProperties = new ReadOnlySequence<byte>(_output.WrittenSpan.ToArray());
        EncodePubAck();
        _pubAck = new ReadOnlySequence<byte>(_output.WrittenSpan.ToArray());
    }

    [Benchmark]
    public int DecodePublish() => DecodePublish(_publish);

    [Benchmark]
    public int DecodePublishWithProperties() => DecodePublish(_publishWithProperties);

    [Benchmark]
    public int DecodePubAck()
    {
        var buffer = _pubAck;
        MqttFrame.TryRead(ref buffer, Version, 1 << 20, out var frame, out _);
        AckPacket.TryRead(frame, Version, _scratch, out var packet, out _);
        return packet.PacketId;
    }

    [Benchmark]
    public int EncodePublish()
    {
        _output.ResetWrittenCount();
        new OutgoingPublish { Topic = _topic, Payload = new ReadOnlySequence<byte>(_payload), Qos = 1, PacketId = 7 }.Write(_output, Version);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int EncodePubAck()
    {
        _output.ResetWrittenCount();
        new AckPacket(MqttPacketType.PubAck, 7).Write(_output, Version);
        return _output.WrittenCount;
    }

    public void Dispose()
    {
        _scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    private int DecodePublish(ReadOnlySequence<byte> buffer)
    {
        MqttFrame.TryRead(ref buffer, Version, 1 << 20, out var frame, out _);
        PublishPacket.TryRead(frame, Version, _scratch, out var packet, out _);
        return packet.Topic.Length + (int)packet.Payload.Length;
    }
}
