using System.Numerics;

namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>
/// The states of one owner in a window as a string of bits, about 12 bytes a metric instead of 80, and back to the last bit. Most metrics of a
/// device come in the same messages: how many, the first and the last time are written once for all. Of decimals what is written counts
/// from the smallest one, in units of the last place, each number as wide as it can become after those before it; how wide the first two
/// are is written where it is not as with the metric before.
/// </summary>
internal static class StateCodec
{
    /// <summary>A state's longest form: eight numbers of 64 bits and its head.</summary>
    public const int MostBytes = 88;

    // Milliseconds of a day of 25 hours.
    private const int OffsetBits = 27;
    private const int RevisionBits = 16;
    private const int PlacesBits = 3;

    // Units have 31 bits and a sign, so a range has 32; a count has so many at most, that the sum above the smallest has 64.
    private const int WidthBits = 6;
    private const int MostCountBits = 32;

    // What a form of its own costs: below it a metric is written in the form of the one before.
    private const int FormBits = PlacesBits + (2 * WidthBits) + 1;

    private const int SumPlaces = 9;

    private static readonly long[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    // Whose product with 5^n is 1 modulo 2^128: multiplying by it is dividing by 5^n where that leaves nothing over.
    private static readonly UInt128[] InversesOfFive = [.. Enumerable.Range(0, (2 * SumPlaces) + 1).Select(InverseOfFive)];

    /// <summary>Writes all states of a layout.</summary>
    public static void Pack(ref BitWriter writer, ReadOnlySpan<WindowState> states, MetricLayout layout)
    {
        var isShared = IsShared(states);
        writer.Write(isShared);
        if (isShared)
        {
            PackHead(ref writer, states[0]);
        }

        var form = default(Form);
        for (var position = 0; position < states.Length; position++)
        {
            ref readonly var state = ref states[position];
            if (!isShared)
            {
                writer.Write(state.Count > 0);
                if (state.Count == 0)
                {
                    continue;
                }

                PackHead(ref writer, state);
            }

            PackNumbers(ref writer, state, ref form, ref layout.Places[position]);
        }
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    public static void Unpack(ref BitReader reader, Span<WindowState> states)
    {
        var shared = default(WindowState);
        var isShared = reader.ReadBit();
        if (isShared)
        {
            UnpackHead(ref reader, ref shared);
        }

        var form = default(Form);
        for (var position = 0; position < states.Length; position++)
        {
            ref var state = ref states[position];
            state = shared;
            if (!isShared)
            {
                if (!reader.ReadBit())
                {
                    continue;
                }

                UnpackHead(ref reader, ref state);
            }

            UnpackNumbers(ref reader, ref state, ref form);
        }
    }

    private static bool IsShared(ReadOnlySpan<WindowState> states)
    {
        if (states.IsEmpty || states[0].Count == 0)
        {
            return false;
        }

        ref readonly var first = ref states[0];
        foreach (ref readonly var state in states[1..])
        {
            if (state.Count != first.Count || state.FirstMs != first.FirstMs || state.LastMs != first.LastMs || state.RevisionMarks != first.RevisionMarks)
            {
                return false;
            }
        }

        return true;
    }

    private static void PackHead(ref BitWriter writer, in WindowState state)
    {
        writer.WriteSized((ulong)state.Count);
        writer.Write((ulong)state.FirstMs, OffsetBits);
        writer.Write((ulong)state.LastMs, OffsetBits);
        writer.Write(state.RevisionMarks != 0);
        writer.Write(state.RevisionMarks, state.RevisionMarks != 0 ? RevisionBits : 0);
    }

    private static void UnpackHead(ref BitReader reader, ref WindowState state)
    {
        state.Count = (long)reader.ReadSized();
        state.FirstMs = (int)reader.Read(OffsetBits);
        state.LastMs = (int)reader.Read(OffsetBits);
        state.RevisionMarks = (ushort)(reader.ReadBit() ? reader.Read(RevisionBits) : 0);
    }

    // In the form of the metric before, in one of its own, or as it is.
    private static void PackNumbers(ref BitWriter writer, in WindowState state, ref Form form, ref byte guess)
    {
        if (!TryPackDecimals(ref writer, state, ref form, ref guess))
        {
            writer.Write(false);
            writer.Write(false);
            writer.Write((UInt128)state.SumUnits, 128);
            writer.Write(state.SquareUnits, 128);
            writer.Write(BitConverter.DoubleToUInt64Bits(state.Min), 64);
            writer.Write(BitConverter.DoubleToUInt64Bits(state.Max), 64);
            writer.Write(BitConverter.DoubleToUInt64Bits(state.First), 64);
            writer.Write(BitConverter.DoubleToUInt64Bits(state.Last), 64);
        }
    }

    private static bool TryPackDecimals(ref BitWriter writer, in WindowState state, ref Form form, ref byte guess)
    {
        int places = guess;
        if (!TryUnits(state, places, out var units))
        {
            places = Math.Max(
                Math.Max(Decimals.PlacesOf(state.Min), Decimals.PlacesOf(state.Max)),
                Math.Max(Decimals.PlacesOf(state.First), Decimals.PlacesOf(state.Last)));
            if (places < 0 || !TryUnits(state, places, out units))
            {
                return false;
            }
        }

        var (min, max, first, last) = units;
        if (state.Count >> MostCountBits != 0)
        {
            return false;
        }

        var zeros = SumPlaces - places;
        if (!TryDivide((UInt128)(state.SumUnits >> zeros), (ulong)state.SumUnits, zeros, out var total)
            || !TryDivide(state.SquareUnits >> (2 * zeros), (ulong)state.SquareUnits, 2 * zeros, out var squares))
        {
            return false;
        }

        // Σ(q−m) and Σ(q−m)² with m the smallest: as Σq − n·m and Σq² − 2m·Σq + n·m², modulo 2¹²⁸ like the sums themselves.
        var count = (UInt128)(ulong)state.Count;
        var smallest = (UInt128)(Int128)min;
        var range = (ulong)((long)max - min);
        var above = unchecked(total - (count * smallest));
        var aboveSquares = unchecked(squares - (2 * smallest * total) + (count * smallest * smallest));
        if (above > range * (ulong)state.Count || aboveSquares > range * above)
        {
            return false;
        }

        guess = (byte)places;
        var needed = new Form(places, Width(Varint.ZigZag(min)), Width(range));
        var isSame = needed.Fits(form);
        writer.Write(isSame);
        if (!isSame)
        {
            form = needed;
            writer.Write(true);
            writer.Write((ulong)places, PlacesBits);
            writer.Write((ulong)form.MinBits, WidthBits);
            writer.Write((ulong)form.RangeBits, WidthBits);
        }

        writer.Write(Varint.ZigZag(min), form.MinBits);
        writer.Write(range, form.RangeBits);
        var within = Width(range);
        writer.Write((ulong)((long)first - min), within);
        writer.Write((ulong)((long)last - min), within);

        // No value is farther from the smallest than the range.
        writer.Write((ulong)above, Width(range * (ulong)state.Count));
        writer.Write(aboveSquares, Width(range * above));
        return true;
    }

    private static bool TryUnits(in WindowState state, int places, out (int Min, int Max, int First, int Last) units) =>
        Decimals.TryUnits(state.Min, places, out units.Min) & Decimals.TryUnits(state.Max, places, out units.Max)
        & Decimals.TryUnits(state.First, places, out units.First) & Decimals.TryUnits(state.Last, places, out units.Last);

    private static void UnpackNumbers(ref BitReader reader, ref WindowState state, ref Form form)
    {
        if (!reader.ReadBit())
        {
            if (!reader.ReadBit())
            {
                state.SumUnits = (Int128)reader.ReadLong(128);
                state.SquareUnits = reader.ReadLong(128);
                state.Min = BitConverter.UInt64BitsToDouble(reader.Read(64));
                state.Max = BitConverter.UInt64BitsToDouble(reader.Read(64));
                state.First = BitConverter.UInt64BitsToDouble(reader.Read(64));
                state.Last = BitConverter.UInt64BitsToDouble(reader.Read(64));
                return;
            }

            form = new Form((int)reader.Read(PlacesBits), (int)reader.Read(WidthBits), (int)reader.Read(WidthBits));
        }

        var places = form.Places;
        var min = Varint.UnZigZag(reader.Read(form.MinBits));
        var range = reader.Read(form.RangeBits);
        var within = Width(range);
        state.Min = Decimals.Value(min, places);
        state.Max = Decimals.Value((int)(min + (long)range), places);
        state.First = Decimals.Value((int)(min + (long)reader.Read(within)), places);
        state.Last = Decimals.Value((int)(min + (long)reader.Read(within)), places);
        var above = (UInt128)reader.Read(Width(range * (ulong)state.Count));
        var aboveSquares = reader.ReadLong(Width(range * above));
        var count = (UInt128)(ulong)state.Count;
        var smallest = (UInt128)(Int128)min;
        var total = unchecked(above + (count * smallest));
        var squares = unchecked(aboveSquares + (2 * smallest * total) - (count * smallest * smallest));
        var unit = (UInt128)(ulong)Powers[SumPlaces - places];
        state.SumUnits = unchecked((Int128)(total * unit));
        state.SquareUnits = unchecked(squares * unit * unit);
    }

    // Shifted by the twos of 10^zeros, the low bits being none: the quotient modulo 2¹²⁸. Multiplied by it again the result is the value, whatever its size.
    private static bool TryDivide(UInt128 shifted, ulong low, int zeros, out UInt128 result)
    {
        result = unchecked(shifted * InversesOfFive[zeros]);
        return (low & ((1UL << zeros) - 1)) == 0;
    }

    // Newton's iteration: each step doubles the digits that are right, from the three of 5·5 = 1 modulo 8.
    private static UInt128 InverseOfFive(int power)
    {
        UInt128 five = 1;
        for (var i = 0; i < power; i++)
        {
            five *= 5;
        }

        var inverse = five;
        for (var right = 3; right < 128; right *= 2)
        {
            inverse = unchecked(inverse * (2 - (five * inverse)));
        }

        return inverse;
    }

    private static int Width(ulong number) => 64 - BitOperations.LeadingZeroCount(number);

    private static int Width(UInt128 number) => 128 - (int)UInt128.LeadingZeroCount(number);

    /// <param name="MinBits">Of the smallest value.</param>
    /// <param name="RangeBits">From there to the largest.</param>
    private readonly record struct Form(int Places, int MinBits, int RangeBits)
    {
        /// <summary>Whether numbers of this form are well written in another one.</summary>
        public bool Fits(in Form form) =>
            Places == form.Places && MinBits <= form.MinBits && RangeBits <= form.RangeBits
            && form.MinBits - MinBits + form.RangeBits - RangeBits <= FormBits;
    }
}
