using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>Decodes one packet only to say what it is: for tools, tests and fuzzing.</summary>
public static class MqttPacketProbe
{
    /// <summary>Looks at the first packet of <paramref name="bytes"/>.</summary>
    /// <param name="version">What the connection speaks; a CONNECT carries its own.</param>
    /// <param name="consumed">Bytes of the packet when the answer is <see cref="MqttReadStatus.Frame"/>, else 0.</param>
    public static MqttReadStatus Read(
        ReadOnlySequence<byte> bytes,
        MqttProtocolVersion version,
        out MqttPacketType type,
        out int consumed,
        out MqttDecodeError error,
        int maximumSize = MqttFrame.ProtocolMaximum)
    {
        type = default;
        consumed = 0;
        var status = MqttFrame.TryRead(ref bytes, version, maximumSize, out var frame, out error);
        if (status != MqttReadStatus.Frame)
        {
            return status;
        }

        using var scratch = new MqttScratch();
        if (!TryDecode(frame, version, scratch, out error))
        {
            return MqttReadStatus.Error;
        }

        type = frame.Type;
        consumed = frame.Length;
        return MqttReadStatus.Frame;
    }

    private static bool TryDecode(in MqttFrame frame, MqttProtocolVersion version, MqttScratch scratch, out MqttDecodeError error)
    {
        switch (frame.Type)
        {
            case MqttPacketType.Connect:
                return ConnectPacket.TryRead(frame, scratch, out _, out _, out error);
            case MqttPacketType.ConnAck:
                return ConnAckPacket.TryRead(frame, version, scratch, out _, out error);
            case MqttPacketType.Publish:
                return PublishPacket.TryRead(frame, version, scratch, out _, out error);
            case MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp:
                return AckPacket.TryRead(frame, version, scratch, out _, out error);
            case MqttPacketType.Subscribe:
                return SubscribePacket.TryRead(frame, version, scratch, out _, out error);
            case MqttPacketType.SubAck or MqttPacketType.UnsubAck:
                return SubAckPacket.TryRead(frame, version, scratch, out _, out error);
            case MqttPacketType.Unsubscribe:
                return UnsubscribePacket.TryRead(frame, version, scratch, out _, out error);
            case MqttPacketType.PingReq or MqttPacketType.PingResp:
                return PingPacket.TryRead(frame, out error);
            default:
                return DisconnectPacket.TryRead(frame, version, scratch, out _, out error);
        }
    }
}
