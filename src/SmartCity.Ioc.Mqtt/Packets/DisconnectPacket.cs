using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>DISCONNECT or, in MQTT 5 only, AUTH: a reason and properties, both of which may be left out on the wire.</summary>
public sealed record DisconnectPacket(MqttPacketType Type, MqttReasonCode Reason = MqttReasonCode.Success, MqttProperties? Properties = null)
{
    public static bool TryRead(
        in MqttFrame frame, MqttProtocolVersion version, MqttScratch scratch, out DisconnectPacket? packet, out MqttDecodeError error)
    {
        packet = null;
        var reader = new MqttReader(scratch.Linear(frame.Body));
        var reason = MqttReasonCode.Success;
        var properties = default(MqttProperties);
        if (version == MqttProtocolVersion.V500 && reader.Remaining > 0)
        {
            reason = (MqttReasonCode)reader.Byte();
            if (!MqttReasonCodes.IsAllowed(frame.Type, reason))
            {
                reader.Fail(MqttDecodeError.Protocol("reason-code"));
            }

            if (reader.Remaining > 0)
            {
                properties = MqttProperties.Read(reader.PropertyBlock(), frame.Type, out var wrong);
                if (wrong.IsError)
                {
                    reader.Fail(wrong);
                }
            }
        }

        if (properties is { AuthenticationData: not null, AuthenticationMethod: null })
        {
            reader.Fail(MqttDecodeError.Protocol("authentication-data"));
        }
        else if (frame.Type == MqttPacketType.Auth && reason != MqttReasonCode.Success && properties?.AuthenticationMethod is null)
        {
            reader.Fail(MqttDecodeError.Protocol("authentication-method"));
        }

        reader.End();
        error = reader.Error;
        if (error.IsError)
        {
            return false;
        }

        packet = new DisconnectPacket(frame.Type, reason, properties);
        return true;
    }

    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        using var body = new MqttBodyWriter();
        if (version == MqttProtocolVersion.V500 && (Reason != MqttReasonCode.Success || Properties is not null))
        {
            body.Byte((byte)Reason);
            if (Properties is not null)
            {
                body.Properties(Properties, version);
            }
        }

        body.Send(output, Type);
    }
}
