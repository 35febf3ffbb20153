using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>CONNACK. Before MQTT 5 the reason is translated from and to the return code.</summary>
public sealed record ConnAckPacket(bool SessionPresent, MqttReasonCode Reason, MqttProperties? Properties = null)
{
    public static bool TryRead(
        in MqttFrame frame, MqttProtocolVersion version, MqttScratch scratch, out ConnAckPacket? packet, out MqttDecodeError error)
    {
        packet = null;
        var reader = new MqttReader(scratch.Linear(frame.Body));
        var flags = reader.Byte();
        var code = reader.Byte();
        var isV5 = version == MqttProtocolVersion.V500;
        if (flags > 1 && version != MqttProtocolVersion.V310)
        {
            reader.Fail(MqttDecodeError.Malformed("connack-flags")); // [MQTT-3.2.2-1]
        }
        else if (isV5 ? !MqttReasonCodes.IsAllowed(MqttPacketType.ConnAck, (MqttReasonCode)code) : code > 5)
        {
            reader.Fail(MqttDecodeError.Protocol("reason-code"));
        }
        else if (flags == 1 && code != 0)
        {
            reader.Fail(MqttDecodeError.Protocol("session-present")); // [MQTT-3.2.2-6], 3.1.1 [MQTT-3.2.2-4]
        }

        var properties = default(MqttProperties);
        if (isV5)
        {
            properties = MqttProperties.Read(reader.PropertyBlock(), MqttPacketType.ConnAck, out var wrong);
            if (wrong.IsError)
            {
                reader.Fail(wrong);
            }
        }

        reader.End();
        error = reader.Error;
        if (error.IsError)
        {
            return false;
        }

        packet = new ConnAckPacket(flags == 1, isV5 ? (MqttReasonCode)code : MqttReasonCodes.FromConnectReturnCode(code), properties);
        return true;
    }

    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        using var body = new MqttBodyWriter();
        body.Byte(SessionPresent ? (byte)1 : (byte)0);
        body.Byte(version == MqttProtocolVersion.V500 ? (byte)Reason : MqttReasonCodes.ToConnectReturnCode(Reason));
        body.Properties(Properties, version);
        body.Send(output, MqttPacketType.ConnAck);
    }
}
