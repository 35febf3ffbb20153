using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>Builds the body of a control packet in rented memory, because its length stands before it. PUBLISH and plain acknowledgements do without.</summary>
internal sealed class MqttBodyWriter : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(256);
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Byte(byte value) => Grow(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Grow(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Grow(4), value);

    public void VarInt(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        Raw(bytes[..MqttVarInt.Write(bytes, value)]);
    }

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Grow(bytes.Length));

    /// <exception cref="ArgumentException">More than the 65,535 bytes that the length prefix can say.</exception>
    public void Binary(ReadOnlySpan<byte> bytes)
    {
        UInt16(PrefixOf(bytes.Length));
        Raw(bytes);
    }

    /// <exception cref="ArgumentException">More than the 65,535 bytes that the length prefix can say.</exception>
    public void Utf8(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        UInt16(PrefixOf(length));
        Encoding.UTF8.GetBytes(text, Grow(length));
    }

    public void Property(MqttPropertyId id, byte? value)
    {
        if (value is { } given)
        {
            Byte((byte)id);
            Byte(given);
        }
    }

    public void Property(MqttPropertyId id, bool? value)
    {
        if (value is { } given)
        {
            Byte((byte)id);
            Byte(given ? (byte)1 : (byte)0);
        }
    }

    public void Property(MqttPropertyId id, ushort? value)
    {
        if (value is { } given)
        {
            Byte((byte)id);
            UInt16(given);
        }
    }

    public void Property(MqttPropertyId id, uint? value)
    {
        if (value is { } given)
        {
            Byte((byte)id);
            UInt32(given);
        }
    }

    public void Property(MqttPropertyId id, string? value)
    {
        if (value is not null)
        {
            Byte((byte)id);
            Utf8(value);
        }
    }

    public void Property(MqttPropertyId id, byte[]? value)
    {
        if (value is not null)
        {
            Byte((byte)id);
            Binary(value);
        }
    }

    /// <summary>The property block with its length; nothing at all before MQTT 5.</summary>
    public void Properties(MqttProperties? properties, MqttProtocolVersion version)
    {
        if (version != MqttProtocolVersion.V500)
        {
            return;
        }

        if (properties is null)
        {
            Byte(0);
            return;
        }

        using var block = new MqttBodyWriter();
        properties.WriteTo(block);
        VarInt((uint)block._length);
        Raw(block.Written);
    }

    /// <summary>Writes the fixed header and the body.</summary>
    public void Send(IBufferWriter<byte> output, MqttPacketType type, byte flags = 0)
    {
        var span = output.GetSpan(5);
        span[0] = (byte)((int)type << 4 | flags);
        output.Advance(1 + MqttVarInt.Write(span[1..], (uint)_length));
        output.Write(Written);
    }

    public void Dispose()
    {
        var rented = _buffer;
        _buffer = [];
        _length = 0;
        if (rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static ushort PrefixOf(int length) =>
        length <= ushort.MaxValue ? (ushort)length : throw new ArgumentException($"A field of {length} bytes does not fit MQTT's 65,535.");

    private Span<byte> Grow(int count)
    {
        if (_length + count > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + count));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }
}
