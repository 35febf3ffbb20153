using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>SUBACK or UNSUBACK: one reason per filter. UNSUBACK has none before MQTT 5.</summary>
public sealed record SubAckPacket(
    MqttPacketType Type, ushort PacketId, IReadOnlyList<MqttReasonCode> Reasons, MqttProperties? Properties = null)
{
    public static bool TryRead(
        in MqttFrame frame, MqttProtocolVersion version, MqttScratch scratch, out SubAckPacket? packet, out MqttDecodeError error)
    {
        packet = null;
        var reader = new MqttReader(scratch.Linear(frame.Body));
        var packetId = reader.PacketId();
        var isV5 = version == MqttProtocolVersion.V500;
        var properties = default(MqttProperties);
        if (isV5)
        {
            properties = MqttProperties.Read(reader.PropertyBlock(), frame.Type, out var wrong);
            if (wrong.IsError)
            {
                reader.Fail(wrong);
            }
        }

        var reasons = ReadReasons(frame.Type, isV5, ref reader);
        reader.End();
        error = reader.Error;
        if (error.IsError)
        {
            return false;
        }

        packet = new SubAckPacket(frame.Type, packetId, reasons, properties);
        return true;
    }

    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        using var body = new MqttBodyWriter();
        body.UInt16(PacketId);
        body.Properties(Properties, version);
        var isV5 = version == MqttProtocolVersion.V500;
        if (isV5 || Type == MqttPacketType.SubAck)
        {
            foreach (var reason in Reasons)
            {
                // 3.1.1 knows one failure only.
                body.Byte(isV5 || (byte)reason < 0x80 ? (byte)reason : (byte)0x80);
            }
        }

        body.Send(output, Type);
    }

    private static List<MqttReasonCode> ReadReasons(MqttPacketType type, bool isV5, ref MqttReader reader)
    {
        var reasons = new List<MqttReasonCode>();
        if (!isV5 && type == MqttPacketType.UnsubAck)
        {
            return reasons;
        }

        if (reader.Remaining == 0)
        {
            reader.Fail(MqttDecodeError.Malformed("packet-too-short"));
        }

        while (reader.Remaining > 0)
        {
            var reason = (MqttReasonCode)reader.Byte();
            if (isV5 ? !MqttReasonCodes.IsAllowed(type, reason) : (byte)reason is not (0 or 1 or 2 or 0x80))
            {
                reader.Fail(MqttDecodeError.Protocol("reason-code")); // 3.1.1 [MQTT-3.9.3-2]
            }

            reasons.Add(reason);
        }

        return reasons;
    }
}
