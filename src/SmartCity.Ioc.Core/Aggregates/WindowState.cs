using System.Runtime.InteropServices;

namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// The running numbers of one metric in one window: 80 bytes. Adding is commutative and associative to the last bit, so any order of
/// arrival, and any way of merging shorter windows into longer ones, ends in the same state.
/// </summary>
/// <remarks>
/// Sums are whole multiples of 10⁻⁹ in 128 bits: decimal readings add up as people expect (0.1 + 0.2 is 0.3), and integer addition has no
/// rounding that could depend on the order. A reading beyond ±10²⁰ counts as ±10²⁰ in the sum; 1.7·10⁹ of those fit. The sum of squares is
/// kept modulo 2¹²⁸: the squared distance from the mean, which is what is asked for, is exact as long as it fits itself.
/// </remarks>
internal struct WindowState
{
    private const double UnitsPerOne = 1e9;
    private const double LargestSummed = 1e20;

    // (spread / 2 · 10⁹)² · count below 2¹²⁷ keeps the squared distance within its 128 bits.
    private const double LargestSquares = 1.7e38;

    private const ushort DirtyBit = 0x8000;

    // First, so that their alignment costs nothing.
    private Int128 _sum;
    private UInt128 _squares;

    public double Min;
    public double Max;
    public double First;
    public double Last;

    /// <summary>Milliseconds from the window's start to its first and last reading. Readings of one millisecond are ordered by value, so that
    /// the order of arrival does not show.</summary>
    public int FirstMs;
    public int LastMs;

    // 48 bits: a province's day has more readings than 32 bits count, and 80 bytes have no room for 64.
    private uint _countLow;
    private ushort _countHigh;
    private ushort _revision;

    public long Count
    {
        readonly get => ((long)_countHigh << 32) | _countLow;
        set
        {
            _countLow = unchecked((uint)value);
            _countHigh = (ushort)(value >> 32);
        }
    }

    /// <summary>The sum in units of 10⁻⁹, and the sum of squares in units of 10⁻¹⁸ modulo 2¹²⁸.</summary>
    public Int128 SumUnits
    {
        readonly get => _sum;
        set => _sum = value;
    }

    /// <inheritdoc cref="SumUnits"/>
    public UInt128 SquareUnits
    {
        readonly get => _squares;
        set => _squares = value;
    }

    /// <summary><see cref="Revision"/> and <see cref="IsDirty"/> together.</summary>
    public ushort RevisionMarks
    {
        readonly get => _revision;
        set => _revision = value;
    }

    /// <summary>How often the window was corrected after its close.</summary>
    public readonly int Revision => _revision & ~DirtyBit;

    /// <summary>Corrected since it was last given out.</summary>
    public readonly bool IsDirty => (_revision & DirtyBit) != 0;

    /// <summary>Of one reading the reading itself, of several rounded once.</summary>
    public readonly double Sum => Count == 1 ? Min : (double)_sum / UnitsPerOne;

    public readonly double Mean => Min == Max ? Min : Math.Clamp((double)_sum / (UnitsPerOne * Count), Min, Max);

    /// <summary>Of the population in the window. NaN where the readings lie too far apart for the sum of squares to be exact
    /// (over 2·10¹⁰ apart for one reading, over 2·10⁸ for ten thousand).</summary>
    public readonly double StandardDeviation
    {
        get
        {
            if (Min == Max)
            {
                return 0;
            }

            var halfSpread = (Max - Min) / 2 * UnitsPerOne;
            if (!(halfSpread * halfSpread * Count < LargestSquares))
            {
                return double.NaN;
            }

            // Σ(q−m)² = Σq² − m·(2Σq − n·m) for any whole m; with m near the mean it is small, and everything may wrap on the way.
            var (mean, rest) = Int128.DivRem(_sum, Count);
            var around = unchecked(_squares - ((UInt128)mean * (UInt128)((2 * _sum) - (Count * mean))));
            var fraction = (double)rest;
            var squares = (double)around - (fraction * fraction / Count);
            return Math.Sqrt(Math.Max(0, squares) / Count) / UnitsPerOne;
        }
    }

    public void MarkDirty() => _revision |= DirtyBit;

    /// <summary>The corrected state is given out: as the next revision. The last one of 32,767 stays.</summary>
    public void Revise() => _revision = (ushort)Math.Min(Revision + 1, DirtyBit - 1);

    public void Add(double value, int offsetMs)
    {
        // Minus zero is zero: the two compare equal and would let the order of arrival show.
        value += 0.0;
        var units = value * UnitsPerOne;
        if (Math.Abs(units) < 9e18)
        {
            var whole = (long)Math.Round(units);
            var high = Math.BigMul(whole, whole, out var low);
            _sum += whole;
            _squares += new UInt128((ulong)high, (ulong)low);
        }
        else
        {
            var whole = (Int128)Math.Round(Math.Clamp(value, -LargestSummed, LargestSummed) * UnitsPerOne);
            _sum += whole;
            _squares += unchecked((UInt128)whole * (UInt128)whole);
        }

        var before = Count;
        Count = before + 1;
        if (before == 0)
        {
            Min = Max = First = Last = value;
            FirstMs = LastMs = offsetMs;
            return;
        }

        Min = value < Min ? value : Min;
        Max = value > Max ? value : Max;
        MeetFirst(value, offsetMs);
        MeetLast(value, offsetMs);
    }

    /// <param name="shiftMs">From this window's start to the other's.</param>
    public void Merge(in WindowState other, int shiftMs)
    {
        _sum += other._sum;
        _squares += other._squares;
        if (Count == 0)
        {
            (Min, Max, First, Last) = (other.Min, other.Max, other.First, other.Last);
            (FirstMs, LastMs) = (other.FirstMs + shiftMs, other.LastMs + shiftMs);
        }
        else
        {
            Min = other.Min < Min ? other.Min : Min;
            Max = other.Max > Max ? other.Max : Max;
            MeetFirst(other.First, other.FirstMs + shiftMs);
            MeetLast(other.Last, other.LastMs + shiftMs);
        }

        Count += other.Count;
    }

    /// <summary>Most windows of a closed hour hold one reading: that alone is written. Others as they stand in memory: this program's
    /// layout on this machine, which the checkpoint's version answers for.</summary>
    public readonly void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64(Count);
        if (Count == 1)
        {
            writer.Write(First);
            writer.Write(FirstMs);
            writer.Write(_revision);
        }
        else if (Count > 1)
        {
            writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<WindowState>(in this)));
        }
    }

    public void Restore(BinaryReader reader)
    {
        this = default;
        var count = reader.Read7BitEncodedInt64();
        if (count == 1)
        {
            Add(reader.ReadDouble(), reader.ReadInt32());
            _revision = reader.ReadUInt16();
        }
        else if (count > 1)
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<WindowState>(ref this)));
        }
    }

    private void MeetFirst(double value, int offsetMs)
    {
        if (offsetMs < FirstMs || (offsetMs == FirstMs && value < First))
        {
            First = value;
            FirstMs = offsetMs;
        }
    }

    private void MeetLast(double value, int offsetMs)
    {
        if (offsetMs > LastMs || (offsetMs == LastMs && value > Last))
        {
            Last = value;
            LastMs = offsetMs;
        }
    }
}
