using System.Buffers.Binary;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>
/// Reads a packet's body front to back. The first failure sticks: every later read gives nothing, so that a decoder reads straight
/// through and asks once at the end.
/// </summary>
internal ref struct MqttReader
{
    private ReadOnlySpan<byte> _rest;

    public MqttReader(ReadOnlySpan<byte> body) => _rest = body;

    public MqttDecodeError Error { get; private set; }

    public readonly bool Failed => Error.IsError;

    public readonly int Remaining => _rest.Length;

    public void Fail(MqttDecodeError error)
    {
        if (!Failed)
        {
            Error = error;
        }

        _rest = default;
    }

    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    /// <summary>A byte that may only be 0 or 1.</summary>
    public bool Flag()
    {
        var value = Byte();
        if (value > 1)
        {
            Fail(MqttDecodeError.Protocol("property-value"));
        }

        return value == 1;
    }

    public ushort UInt16() => Take(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;

    public uint UInt32() => Take(4) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;

    /// <summary>A non-zero packet identifier ([MQTT-2.2.1-3]).</summary>
    public ushort PacketId()
    {
        var id = UInt16();
        if (id == 0)
        {
            Fail(MqttDecodeError.Protocol("packet-identifier"));
        }

        return id;
    }

    /// <summary>A variable byte integer in its shortest form ([MQTT-1.5.5-1]).</summary>
    public uint VarInt()
    {
        uint value = 0;
        for (var i = 0; i < 4; i++)
        {
            var b = Byte();
            value |= (uint)(b & 0x7F) << (7 * i);
            if ((b & 0x80) == 0)
            {
                if (i > 0 && b == 0)
                {
                    Fail(MqttDecodeError.Malformed("variable-byte-integer"));
                }

                return Failed ? 0 : value;
            }
        }

        Fail(MqttDecodeError.Malformed("variable-byte-integer"));
        return 0;
    }

    public ReadOnlySpan<byte> Binary() => Take(UInt16());

    /// <summary>A length-prefixed UTF-8 string ([MQTT-1.5.4-1], [MQTT-1.5.4-2]).</summary>
    public ReadOnlySpan<byte> Utf8()
    {
        var text = Binary();
        if (!MqttTopic.IsUtf8(text))
        {
            Fail(MqttDecodeError.Malformed("utf8"));
            return default;
        }

        return text;
    }

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            Fail(MqttDecodeError.Malformed("packet-too-short"));
            return default;
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    /// <summary>The length-prefixed property block of an MQTT 5 packet, not yet looked at.</summary>
    public ReadOnlySpan<byte> PropertyBlock() => Take((int)VarInt());

    /// <summary>A body has to be used up.</summary>
    public void End()
    {
        if (_rest.Length > 0)
        {
            Fail(MqttDecodeError.Malformed("trailing-bytes"));
        }
    }
}
