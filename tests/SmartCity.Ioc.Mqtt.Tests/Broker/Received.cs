using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

/// <summary>A packet from the broker, copied out of its buffer. <see cref="Text"/> is the short form that the scripts compare with.</summary>
internal sealed record Received(MqttPacketType Type)
{
    public ConnAckPacket? ConnAck { get; init; }

    public string Topic { get; init; } = "";

    public string Payload { get; init; } = "";

    public byte Qos { get; init; }

    public bool Retain { get; init; }

    public bool Duplicate { get; init; }

    public ushort PacketId { get; init; }

    public ushort TopicAlias { get; init; }

    public MqttReasonCode Reason { get; init; }

    public IReadOnlyList<MqttReasonCode> Reasons { get; init; } = [];

    public MqttProperties? Properties { get; init; }

    public string Text => Type switch
    {
        MqttPacketType.ConnAck => $"connack {(ConnAck!.SessionPresent ? 1 : 0)} {(byte)ConnAck.Reason:x2}",
        MqttPacketType.Publish => $"publish {Topic} '{Payload}' q{Qos}{(Retain ? " retain" : "")}{(Duplicate ? " dup" : "")}",
        MqttPacketType.SubAck or MqttPacketType.UnsubAck => $"{Name} {PacketId} {string.Join(' ', Reasons.Select(r => $"{(byte)r:x2}"))}".TrimEnd(),
        MqttPacketType.Disconnect => $"disconnect {(byte)Reason:x2}",
        MqttPacketType.PingResp => "pingresp",
        _ => $"{Name} {PacketId}{(Reason == MqttReasonCode.Success ? "" : $" {(byte)Reason:x2}")}",
    };

    private string Name => Type.ToString().ToLowerInvariant();

    public static Received Read(in MqttFrame frame, MqttProtocolVersion version, MqttScratch scratch)
    {
        var received = new Received(frame.Type);
        var error = default(MqttDecodeError);
        switch (frame.Type)
        {
            case MqttPacketType.ConnAck:
                ConnAckPacket.TryRead(frame, version, scratch, out var connAck, out error);
                received = received with { ConnAck = connAck, Properties = connAck?.Properties };
                break;
            case MqttPacketType.Publish:
                PublishPacket.TryRead(frame, version, scratch, out var publish, out error);
                received = received with
                {
                    Topic = Encoding.UTF8.GetString(publish.Topic),
                    Payload = Encoding.UTF8.GetString(publish.Payload),
                    Qos = publish.Qos,
                    Retain = publish.Retain,
                    Duplicate = publish.Duplicate,
                    PacketId = publish.PacketId,
                    TopicAlias = publish.TopicAlias,
                    Properties = MqttProperties.Read(publish.Properties, MqttPacketType.Publish, out _),
                };
                break;
            case MqttPacketType.SubAck or MqttPacketType.UnsubAck:
                SubAckPacket.TryRead(frame, version, scratch, out var subAck, out error);
                received = received with { PacketId = subAck?.PacketId ?? 0, Reasons = subAck?.Reasons ?? [] };
                break;
            case MqttPacketType.Disconnect:
                DisconnectPacket.TryRead(frame, version, scratch, out var disconnect, out error);
                received = received with { Reason = disconnect?.Reason ?? 0, Properties = disconnect?.Properties };
                break;
            case MqttPacketType.PingResp:
                break;
            default:
                AckPacket.TryRead(frame, version, scratch, out var ack, out error);
                received = received with { PacketId = ack.PacketId, Reason = ack.Reason };
                break;
        }

        error.IsError.Should().BeFalse($"the broker sent a {frame.Type} that is wrong: {error}");
        return received;
    }
}
