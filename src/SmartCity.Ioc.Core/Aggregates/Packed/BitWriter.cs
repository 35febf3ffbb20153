using System.Buffers.Binary;

namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>Writes numbers of any width one behind the other, lowest bit first. The target has 8 bytes to spare.</summary>
internal ref struct BitWriter(Span<byte> target)
{
    private readonly Span<byte> _target = target;
    private ulong _open;
    private int _openBits;
    private int _at;

    /// <param name="value">Below 2^bits.</param>
    /// <param name="bits">0 to 64.</param>
    public void Write(ulong value, int bits)
    {
        if (bits == 0)
        {
            return;
        }

        _open |= value << _openBits;
        var fits = 64 - _openBits;
        if (bits < fits)
        {
            _openBits += bits;
            return;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(_target[_at..], _open);
        _at += 8;
        _openBits = bits - fits;
        _open = fits == 64 ? 0 : value >> fits;
    }

    /// <param name="bits">0 to 128.</param>
    public void Write(UInt128 value, int bits)
    {
        Write((ulong)value, Math.Min(64, bits));
        Write((ulong)(value >> 64), Math.Max(0, bits - 64));
    }

    public void Write(bool value) => Write(value ? 1UL : 0, 1);

    /// <summary>A number below 2^63 with its own length.</summary>
    public void WriteSized(ulong value)
    {
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount(value);
        Write((ulong)bits, 6);
        Write(value, bits);
    }

    /// <returns>How many bytes were written.</returns>
    public readonly int Finish()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_target[_at..], _open);
        return _at + ((_openBits + 7) / 8);
    }
}
