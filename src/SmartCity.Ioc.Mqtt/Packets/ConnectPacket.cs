using System.Buffers;
using System.Text;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>CONNECT. It carries its own version.</summary>
public sealed class ConnectPacket
{
    public MqttProtocolVersion Version { get; init; } = MqttProtocolVersion.V500;

    /// <summary>May be empty: the server then assigns one, where the version and the session allow it.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Clean Session of 3.1.1, Clean Start of 5.</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>Seconds; 0 turns it off.</summary>
    public ushort KeepAlive { get; init; }

    public MqttWill? Will { get; init; }

    public string? UserName { get; init; }

    public byte[]? Password { get; init; }

    public MqttProperties? Properties { get; init; }

    /// <param name="version">The version that the bytes name, known or not; 0 where even that could not be read. For the refusal.</param>
    public static bool TryRead(
        in MqttFrame frame, MqttScratch scratch, out ConnectPacket? packet, out byte version, out MqttDecodeError error)
    {
        packet = null;
        var reader = new MqttReader(scratch.Linear(frame.Body));
        var name = reader.Utf8();
        version = reader.Byte();
        if (!reader.Failed)
        {
            CheckVersion(name, version, frame, ref reader);
        }

        var read = reader.Failed ? null : ReadRest((MqttProtocolVersion)version, ref reader);
        reader.End();
        error = reader.Error;
        packet = error.IsError ? null : read;
        return packet is not null;
    }

    public void Write(IBufferWriter<byte> output)
    {
        using var body = new MqttBodyWriter();
        body.Utf8(Version == MqttProtocolVersion.V310 ? "MQIsdp" : "MQTT");
        body.Byte((byte)Version);
        var flags = (CleanStart ? 0x02 : 0)
            | (Will is null ? 0 : 0x04 | Will.Qos << 3 | (Will.Retain ? 0x20 : 0))
            | (Password is null ? 0 : 0x40)
            | (UserName is null ? 0 : 0x80);
        body.Byte((byte)flags);
        body.UInt16(KeepAlive);
        body.Properties(Properties, Version);
        body.Utf8(ClientId);
        if (Will is not null)
        {
            body.Properties(Will.Properties, Version);
            body.Utf8(Will.Topic);
            body.Binary(Will.Payload);
        }

        if (UserName is not null)
        {
            body.Utf8(UserName);
        }

        if (Password is not null)
        {
            body.Binary(Password);
        }

        body.Send(output, MqttPacketType.Connect);
    }

    // [MQTT-3.1.2-1] and [MQTT-3.1.2-2].
    private static void CheckVersion(ReadOnlySpan<byte> name, byte version, in MqttFrame frame, ref MqttReader reader)
    {
        var isOld = name.SequenceEqual("MQIsdp"u8);
        if (!isOld && !name.SequenceEqual("MQTT"u8))
        {
            reader.Fail(new MqttDecodeError(MqttReasonCode.UnsupportedProtocolVersion, "protocol-name"));
        }
        else if (isOld ? version != 3 : version is not (4 or 5))
        {
            reader.Fail(new MqttDecodeError(MqttReasonCode.UnsupportedProtocolVersion, "protocol-version"));
        }
        else if (version == 5 && !frame.HasShortestLength)
        {
            reader.Fail(MqttDecodeError.Malformed("remaining-length"));
        }
    }

    private static ConnectPacket? ReadRest(MqttProtocolVersion version, ref MqttReader reader)
    {
        var flags = reader.Byte();
        CheckFlags(flags, version, ref reader);
        var keepAlive = reader.UInt16();
        var properties = ReadProperties(version, MqttPacketType.Connect, ref reader);
        var clientId = Encoding.UTF8.GetString(reader.Utf8());
        var will = (flags & 0x04) != 0 ? ReadWill(flags, version, ref reader) : null;
        var userName = (flags & 0x80) != 0 ? Encoding.UTF8.GetString(reader.Utf8()) : null;
        var password = (flags & 0x40) != 0 ? reader.Binary().ToArray() : null;
        if (properties is { AuthenticationData: not null, AuthenticationMethod: null })
        {
            reader.Fail(MqttDecodeError.Protocol("authentication-data"));
        }

        return reader.Failed
            ? null
            : new ConnectPacket
            {
                Version = version,
                ClientId = clientId,
                CleanStart = (flags & 0x02) != 0,
                KeepAlive = keepAlive,
                Will = will,
                UserName = userName,
                Password = password,
                Properties = properties,
            };
    }

    // [MQTT-3.1.2-3], [MQTT-3.1.2-11] to [MQTT-3.1.2-15], and [MQTT-3.1.2-22] of 3.1.1, which MQTT 5 dropped.
    private static void CheckFlags(byte flags, MqttProtocolVersion version, ref MqttReader reader)
    {
        var hasWill = (flags & 0x04) != 0;
        if ((flags & 0x01) != 0 && version != MqttProtocolVersion.V310)
        {
            reader.Fail(MqttDecodeError.Malformed("connect-flags"));
        }
        else if (hasWill ? (flags & 0x18) == 0x18 : (flags & 0x38) != 0)
        {
            reader.Fail(MqttDecodeError.Malformed("will-flags"));
        }
        else if ((flags & 0xC0) == 0x40 && version != MqttProtocolVersion.V500)
        {
            reader.Fail(MqttDecodeError.Malformed("password-without-user-name"));
        }
    }

    private static MqttWill ReadWill(byte flags, MqttProtocolVersion version, ref MqttReader reader)
    {
        var properties = ReadProperties(version, MqttPropertyReader.Will, ref reader);
        var topic = reader.Utf8();
        var payload = reader.Binary();
        if (!reader.Failed && !MqttTopic.IsName(topic))
        {
            reader.Fail(new MqttDecodeError(MqttReasonCode.TopicNameInvalid, "will-topic"));
        }

        return new MqttWill(Encoding.UTF8.GetString(topic), payload.ToArray(), (byte)(flags >> 3 & 3), (flags & 0x20) != 0)
        {
            Properties = properties,
        };
    }

    private static MqttProperties? ReadProperties(MqttProtocolVersion version, MqttPacketType packet, ref MqttReader reader)
    {
        if (version != MqttProtocolVersion.V500)
        {
            return null;
        }

        var properties = MqttProperties.Read(reader.PropertyBlock(), packet, out var wrong);
        if (wrong.IsError)
        {
            reader.Fail(wrong);
        }

        return properties;
    }
}
