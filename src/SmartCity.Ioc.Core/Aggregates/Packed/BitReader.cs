using System.Buffers.Binary;

namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>Reads what <see cref="BitWriter"/> wrote. Behind the source <see cref="MostBehind"/> bytes can be read.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> source)
{
    /// <summary>Bytes behind the source that may be read.</summary>
    public const int MostBehind = 9;

    private readonly ReadOnlySpan<byte> _source = source;
    private int _at;

    /// <param name="bits">0 to 64.</param>
    public ulong Read(int bits)
    {
        if (bits == 0)
        {
            return 0;
        }

        var from = _source[(_at >> 3)..];
        var shift = _at & 7;
        var value = BinaryPrimitives.ReadUInt64LittleEndian(from) >> shift;
        if (shift + bits > 64)
        {
            value |= (ulong)from[8] << (64 - shift);
        }

        _at += bits;
        return value & (ulong.MaxValue >> (64 - bits));
    }

    /// <param name="bits">0 to 128.</param>
    public UInt128 ReadLong(int bits)
    {
        var low = Read(Math.Min(64, bits));
        return new UInt128(Read(Math.Max(0, bits - 64)), low);
    }

    public bool ReadBit() => Read(1) != 0;

    public ulong ReadSized() => Read((int)Read(6));

    /// <summary>Bytes read so far, the last one counted whole.</summary>
    public readonly int BytesRead => (_at + 7) / 8;
}
