using System.Buffers.Binary;
using System.Numerics;

namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>
/// A message's values as they came, two or three bytes each: its time, how many positions follow, four bits for each that say what stands there,
/// and the values. As long as a window holds a few messages they are kept and no states.
/// </summary>
internal static class MessageCodec
{
    /// <summary>Milliseconds from the window's start fit 24 bits: a window that keeps messages is no longer than four hours.</summary>
    public const int LongestMs = 4 * 3_600_000;

    // Time and number of positions in one number.
    private const int HeadBytes = 4;
    private const int PositionBits = 8;

    // What four bits say: nothing, the double itself, zero, places and four bytes, or 1 to 3 bytes in units of 0 to 3 places.
    private const int Nothing = 0;
    private const int Double = 1;
    private const int Zero = 2;
    private const int Long = 3;
    private const int Short = 4;

    private const int ShortPlaces = 3;
    private const int ShortBytes = 3;

    private static ReadOnlySpan<byte> Sizes => [0, 8, 0, 5, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3];

    /// <returns>The longest form of a message of so many positions.</returns>
    public static int MostBytes(int positions) => HeadBytes + ((positions + 1) / 2) + (8 * positions);

    /// <param name="values">By position; NaN where there is none.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Write(Span<byte> target, int offsetMs, ReadOnlySpan<double> values, MetricLayout layout)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, (offsetMs << PositionBits) | values.Length);
        var codes = target.Slice(HeadBytes, (values.Length + 1) / 2);
        codes.Clear();
        var at = HeadBytes + codes.Length;
        for (var position = 0; position < values.Length; position++)
        {
            var code = WriteValue(target[at..], values[position], ref layout.Places[position]);
            codes[position >> 1] |= (byte)(code << ((position & 1) * 4));
            at += Sizes[code];
        }

        return at;
    }

    public static int OffsetMs(ReadOnlySpan<byte> message) => (int)(BinaryPrimitives.ReadUInt32LittleEndian(message) >> PositionBits);

    /// <summary>Moves a message from one window to another.</summary>
    public static void Shift(Span<byte> message, int shiftMs) =>
        BinaryPrimitives.WriteInt32LittleEndian(message, BinaryPrimitives.ReadInt32LittleEndian(message) + (shiftMs << PositionBits));

    /// <returns>How many bytes the message has.</returns>
    public static int Length(ReadOnlySpan<byte> message)
    {
        int positions = message[0];
        var length = HeadBytes + ((positions + 1) / 2);
        foreach (var codes in message[HeadBytes..length])
        {
            length += Sizes[codes & 15] + Sizes[codes >> 4];
        }

        return length;
    }

    /// <param name="message">Behind it 4 bytes can be read.</param>
    /// <param name="values">Gets the values by position, NaN where there is none.</param>
    /// <returns>How many bytes the message has.</returns>
    public static int Read(ReadOnlySpan<byte> message, Span<double> values, out int positions)
    {
        positions = message[0];
        var codes = message[HeadBytes..];
        var at = HeadBytes + ((positions + 1) / 2);
        for (var position = 0; position < positions; position++)
        {
            var code = (codes[position >> 1] >> ((position & 1) * 4)) & 15;
            values[position] = code switch
            {
                Nothing => double.NaN,
                Zero => 0,
                Double => BinaryPrimitives.ReadDoubleLittleEndian(message[at..]),
                Long => Decimals.Value(BinaryPrimitives.ReadInt32LittleEndian(message[(at + 1)..]), message[at]),
                _ => ReadShort(message[at..], code - Short),
            };
            at += Sizes[code];
        }

        return at;
    }

    private static double ReadShort(ReadOnlySpan<byte> value, int code)
    {
        var (places, bytes) = Math.DivRem(code, ShortBytes);
        var unused = 32 - (8 * (bytes + 1));
        return Decimals.Value((BinaryPrimitives.ReadInt32LittleEndian(value) << unused) >> unused, places);
    }

    private static int WriteValue(Span<byte> target, double value, ref byte guess)
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
                BinaryPrimitives.WriteDoubleLittleEndian(target, value);
                return Double;
            }

            guess = (byte)places;
            Decimals.TryUnits(value, places, out units);
        }

        // With the sign's bit.
        var bytes = (40 - BitOperations.LeadingZeroCount((uint)(units ^ (units >> 31)))) / 8;
        if (places > ShortPlaces || bytes > ShortBytes)
        {
            target[0] = (byte)places;
            BinaryPrimitives.WriteInt32LittleEndian(target[1..], units);
            return Long;
        }

        // The lowest bytes of the four; what is written behind them is written over by what follows.
        BinaryPrimitives.WriteInt32LittleEndian(target, units);
        return Short + (places * ShortBytes) + bytes - 1;
    }
}
