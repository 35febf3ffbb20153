using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SmartCity.Ioc.Quality;

/// <summary>
/// Which numbers of a device have come between two of its restarts: a bit for each of the newest 256, and for the older ones what is
/// missing, so that a second copy is known however far behind it comes. Used by one thread.
/// </summary>
internal struct SequenceRun
{
    /// <summary>Numbers that have a bit: 32 bytes.</summary>
    public const int Span = 256;

    /// <summary>A larger jump is a device that counts from somewhere else now, not a loss.</summary>
    public const ulong LargestGap = 65_536;

    private Bits _seen;
    private SequenceGaps? _gaps;

    // Below it nothing was heard: numbers there were never counted as lost.
    private ulong _lowest;

    /// <param name="lowest">Less than a span below.</param>
    public SequenceRun(ulong highest, ulong lowest)
    {
        (Highest, _lowest) = (highest, lowest);
        Mark(highest);
    }

    public ulong Highest { get; private set; }

    /// <summary>Whether a number came: the highest one has its bit.</summary>
    public readonly bool IsBegun => (_seen[WordOf(Highest)] & (1UL << (int)(Highest & 63))) != 0;

    /// <param name="lost">Numbers that were skipped by this one; -1 where this one was counted as lost before.</param>
    public Arrival Judge(ulong sequence, out long lost)
    {
        lost = 0;
        if (sequence > Highest)
        {
            lost = Advance(sequence);
            return Arrival.New;
        }

        if (Highest - sequence >= Span)
        {
            return JudgeOld(sequence, out lost);
        }

        ref var word = ref _seen[WordOf(sequence)];
        var bit = 1UL << (int)(sequence & 63);
        if ((word & bit) != 0)
        {
            return Arrival.Duplicate;
        }

        lost = sequence >= _lowest ? -1 : 0;
        word |= bit;
        return Arrival.New;
    }

    public readonly void Save(BinaryWriter writer)
    {
        ReadOnlySpan<ulong> numbers = [Highest, _lowest, _seen[0], _seen[1], _seen[2], _seen[3]];
        writer.Write(MemoryMarshal.AsBytes(numbers));
        if (_gaps is null)
        {
            writer.Write(-1);
            return;
        }

        _gaps.Save(writer);
    }

    public static SequenceRun Restore(BinaryReader reader)
    {
        var run = new SequenceRun { Highest = reader.ReadUInt64(), _lowest = reader.ReadUInt64() };
        foreach (ref var word in run._seen)
        {
            word = reader.ReadUInt64();
        }

        var gaps = reader.ReadInt32();
        run._gaps = gaps < 0 ? null : SequenceGaps.Restore(reader, gaps);
        return run;
    }

    private static int WordOf(ulong sequence) => (int)((sequence >> 6) & 3);

    private readonly Arrival JudgeOld(ulong sequence, out long lost)
    {
        lost = 0;
        if (sequence < _lowest || sequence < _gaps?.KnownFrom)
        {
            return Arrival.Forgotten;
        }

        if (_gaps is null || !_gaps.TryFill(sequence))
        {
            return Arrival.Duplicate;
        }

        lost = -1;
        return Arrival.New;
    }

    private long Advance(ulong sequence)
    {
        var ahead = sequence - Highest;
        if (ahead > LargestGap)
        {
            _seen = default;
            _gaps = null;
            _lowest = sequence;
        }
        else
        {
            // The bits of the numbers to come still belong to those one span back; what is missing there is noted before they are cleared.
            for (var next = Highest + 1; next <= sequence && next - Highest <= Span && next != 0; next++)
            {
                ref var word = ref _seen[WordOf(next)];
                var bit = 1UL << (int)(next & 63);
                if ((word & bit) == 0 && next >= Span && next - Span >= _lowest)
                {
                    Missed(next - Span, next - Span);
                }

                word &= ~bit;
            }

            if (ahead > Span)
            {
                Missed(Highest + 1, sequence - Span);
            }
        }

        Highest = sequence;
        Mark(sequence);
        return ahead <= LargestGap ? (long)ahead - 1 : 0;
    }

    private void Missed(ulong from, ulong to) => (_gaps ??= new SequenceGaps()).Add(from, to);

    private void Mark(ulong sequence) => _seen[WordOf(sequence)] |= 1UL << (int)(sequence & 63);

    [InlineArray(Span / 64)]
    private struct Bits
    {
        private ulong _first;
    }
}
