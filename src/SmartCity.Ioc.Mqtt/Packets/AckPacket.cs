using System.Buffers;
using System.Buffers.Binary;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP.</summary>
/// <param name="Reason">Always success before MQTT 5.</param>
/// <param name="Properties">Reason string and user properties, or null.</param>
public readonly record struct AckPacket(
    MqttPacketType Type, ushort PacketId, MqttReasonCode Reason = MqttReasonCode.Success, MqttProperties? Properties = null)
{
    private byte Flags => Type == MqttPacketType.PubRel ? (byte)2 : (byte)0;

    public static bool TryRead(
        in MqttFrame frame, MqttProtocolVersion version, MqttScratch scratch, out AckPacket packet, out MqttDecodeError error)
    {
        packet = default;
        var reader = new MqttReader(scratch.Linear(frame.Body));
        var packetId = reader.PacketId();
        var reason = MqttReasonCode.Success;
        MqttProperties? properties = null;
        if (version == MqttProtocolVersion.V500 && reader.Remaining > 0)
        {
            reason = (MqttReasonCode)reader.Byte();
            if (!MqttReasonCodes.IsAllowed(frame.Type, reason))
            {
                reader.Fail(MqttDecodeError.Protocol("reason-code"));
            }

            // A remaining length below 4 means that there is no property length either.
            if (reader.Remaining > 0)
            {
                properties = MqttProperties.Read(reader.PropertyBlock(), frame.Type, out var wrong);
                if (wrong.IsError)
                {
                    reader.Fail(wrong);
                }
            }
        }

        reader.End();
        error = reader.Error;
        if (error.IsError)
        {
            return false;
        }

        packet = new AckPacket(frame.Type, packetId, reason, properties);
        return true;
    }

    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        if (version == MqttProtocolVersion.V500 && Properties is not null)
        {
            using var body = new MqttBodyWriter();
            body.UInt16(PacketId);
            body.Byte((byte)Reason);
            body.Properties(Properties, version);
            body.Send(output, Type, Flags);
            return;
        }

        var hasReason = version == MqttProtocolVersion.V500 && Reason != MqttReasonCode.Success;
        var span = output.GetSpan(5);
        span[0] = (byte)((int)Type << 4 | Flags);
        span[1] = hasReason ? (byte)3 : (byte)2;
        BinaryPrimitives.WriteUInt16BigEndian(span[2..], PacketId);
        span[4] = (byte)Reason;
        output.Advance(hasReason ? 5 : 4);
    }
}
