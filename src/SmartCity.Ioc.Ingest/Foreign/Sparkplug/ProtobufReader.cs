using System.Text;

namespace SmartCity.Ioc.Ingest.Foreign.Sparkplug;

/// <summary>The wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding). Every length is checked against what is
/// there; groups, which proto2 gave up, are refused.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public bool TryReadTag(out int field, out int wire)
    {
        field = wire = 0;
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        field = (int)Math.Min(tag >> 3, int.MaxValue);
        wire = (int)(tag & 7);
        return field > 0 ? true : throw new InvalidDataException("a field has the number 0");
    }

    public ulong ReadVarint(int wire)
    {
        Expect(wire, 0);
        return Varint();
    }

    public ReadOnlySpan<byte> ReadBytes(int wire)
    {
        Expect(wire, 2);
        var length = Varint();
        return Take(length);
    }

    public string ReadText(int wire)
    {
        var bytes = ReadBytes(wire);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw new InvalidDataException("a text is not UTF-8");
    }

    public ReadOnlySpan<byte> ReadFixed(int wire, int expected, int length)
    {
        Expect(wire, expected);
        return Take((ulong)length);
    }

    public void Skip(int wire)
    {
        switch (wire)
        {
            case 0:
                Varint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Take(Varint());
                break;
            case 5:
                Take(4);
                break;
            default:
                throw new InvalidDataException($"wire type {wire} is not known");
        }
    }

    private static void Expect(int wire, int expected)
    {
        if (wire != expected)
        {
            throw new InvalidDataException($"a field has wire type {wire} where {expected} must stand");
        }
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw new InvalidDataException("it ends in the middle of a field");
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("it ends in the middle of a number");
    }
}
