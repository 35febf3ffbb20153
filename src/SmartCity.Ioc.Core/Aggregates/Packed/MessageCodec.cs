using System.Buffers.Binary;
using System.Numerics;

namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>
/// A message's values as they came, some 12 bits each: its time, four bits for each position that say what stands there, and the values, each a
/// whole number of half bytes. A message whose four bits are those of the message before it leaves them out. As long as a window holds a few
/// messages they are kept and no states; <see cref="MessageReader"/> reads them.
/// </summary>
internal static class MessageCodec
{
    /// <summary>Milliseconds from the window's start fit 22 bits: a window that keeps messages is no longer than an hour.</summary>
    public const int LongestMs = 3_600_000;

    /// <summary>The time, and whether positions and codes are those of the message before.</summary>
    public const int TimeBytes = 3;
    private const int SameCodes = 1 << 23;
    private const int TimeMask = SameCodes - 1;

    // What four bits say: nothing, the double itself, zero, places and 32 bits, or 12 bits without a sign, 16 or 24 with one, in units of 0 to 3
    // places.
    private const int Nothing = 0;
    private const int Double = 1;
    private const int Zero = 2;
    private const int Long = 3;
    private const int Short = 4;

    private const int ShortPlaces = 3;
    private const int ShortSizes = 3;
    private const int PlacesBits = 4;
    private const int UnitBits = 32;
    private const int DoubleBits = 64;

    private static ReadOnlySpan<byte> Bits => [0, DoubleBits, 0, PlacesBits + UnitBits, 12, 16, 24, 12, 16, 24, 12, 16, 24, 12, 16, 24];

    /// <returns>The longest form of a message of so many positions, and what is written behind it.</returns>
    public static int MostBytes(int positions) => CodesEnd(positions) + (positions * DoubleBits / 8) + 8;

    /// <param name="values">By position; NaN where there is none.</param>
    /// <returns>How many bytes were written: the codes among them.</returns>
    public static int Write(Span<byte> target, int offsetMs, ReadOnlySpan<double> values, MetricLayout layout)
    {
        WriteTime(target, offsetMs);
        target[TimeBytes] = (byte)values.Length;
        var end = CodesEnd(values.Length);
        var codes = target[(TimeBytes + 1)..end];
        codes.Clear();
        var writer = new BitWriter(target[end..]);
        for (var position = 0; position < values.Length; position++)
        {
            var code = WriteValue(ref writer, values[position], ref layout.Places[position]);
            codes[position >> 1] |= (byte)(code << ((position & 1) * 4));
        }

        return end + writer.Finish();
    }

    /// <summary>Where the values of a message with codes of its own begin.</summary>
    public static int CodesEnd(int positions) => TimeBytes + 1 + ((positions + 1) / 2);

    public static int OffsetMs(ReadOnlySpan<byte> message) => Time(message) & TimeMask;

    /// <summary>Whether its codes are those of the message before.</summary>
    public static bool HasSameCodes(ReadOnlySpan<byte> message) => (Time(message) & SameCodes) != 0;

    /// <summary>Copies a message from one window to another.</summary>
    /// <param name="sharedPositions">Of a message whose codes are those of the one before it: they are left out. Otherwise 0.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Copy(ReadOnlySpan<byte> message, Span<byte> target, int shiftMs, int sharedPositions)
    {
        var time = Time(message) + shiftMs;
        var rest = message[(sharedPositions > 0 ? CodesEnd(sharedPositions) : TimeBytes)..];
        WriteTime(target, sharedPositions > 0 ? time | SameCodes : time);
        rest.CopyTo(target[TimeBytes..]);
        return TimeBytes + rest.Length;
    }

    /// <returns>How many bytes the values of such codes take.</returns>
    public static int ValueBytes(ReadOnlySpan<byte> codes)
    {
        var bits = 0;
        foreach (var pair in codes)
        {
            bits += Bits[pair & 15] + Bits[pair >> 4];
        }

        return (bits + 7) / 8;
    }

    /// <param name="values">Gets the values by position, NaN where there is none.</param>
    public static void Read(ReadOnlySpan<byte> codes, ref BitReader reader, Span<double> values)
    {
        for (var position = 0; position < values.Length; position++)
        {
            var code = (codes[position >> 1] >> ((position & 1) * 4)) & 15;
            values[position] = code switch
            {
                Nothing => double.NaN,
                Zero => 0,
                Double => BitConverter.UInt64BitsToDouble(reader.Read(DoubleBits)),
                Long => ReadLong(ref reader),
                _ => ReadShort(ref reader, code - Short),
            };
        }
    }

    private static int Time(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16LittleEndian(message) | (message[2] << 16);

    private static void WriteTime(Span<byte> message, int time)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(message, unchecked((ushort)time));
        message[2] = (byte)(time >> 16);
    }

    private static double ReadLong(ref BitReader reader)
    {
        var places = (int)reader.Read(PlacesBits);
        return Decimals.Value((int)(uint)reader.Read(UnitBits), places);
    }

    private static double ReadShort(ref BitReader reader, int code)
    {
        var (places, size) = Math.DivRem(code, ShortSizes);
        var bits = Bits[Short + size];
        var units = (int)reader.Read(bits);
        return Decimals.Value(size == 0 ? units : (units << (UnitBits - bits)) >> (UnitBits - bits), places);
    }

    private static int WriteValue(ref BitWriter writer, double value, ref byte guess)
    {
        if (value == 0)
        {
            return Zero;
        }

        if (double.IsNaN(value))
        {
            return Nothing;
        }

        int places = guess;
        if (!Decimals.TryUnits(value, places, out var units))
        {
            places = Decimals.PlacesOf(value);
            if (places < 0)
            {
                writer.Write(BitConverter.DoubleToUInt64Bits(value), DoubleBits);
                return Double;
            }

            guess = (byte)places;
            Decimals.TryUnits(value, places, out units);
        }

        // Without the sign's bit.
        var bits = UnitBits - BitOperations.LeadingZeroCount((uint)(units ^ (units >> (UnitBits - 1))));
        var size = units >= 0 && bits <= Bits[Short] ? 0 : bits < Bits[Short + 1] ? 1 : 2;
        if (places > ShortPlaces || bits >= Bits[Short + 2])
        {
            writer.Write((ulong)places, PlacesBits);
            writer.Write((uint)units, UnitBits);
            return Long;
        }

        var width = Bits[Short + size];
        writer.Write((uint)units & ((1UL << width) - 1), width);
        return Short + (places * ShortSizes) + size;
    }
}
