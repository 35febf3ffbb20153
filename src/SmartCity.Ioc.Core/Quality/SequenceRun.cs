using System.Runtime.InteropServices;

namespace SmartCity.Ioc.Quality;

/// <summary>
/// Which numbers of a device have come between two of its restarts: a bit for each of the newest 64, and for the older ones what is
/// missing, so that a second copy is known however far behind it comes. Used by one thread.
/// </summary>
internal struct SequenceRun
{
    /// <summary>Numbers that have a bit.</summary>
    public const int Span = 64;

    /// <summary>A message may have overtaken so many before it when it was the first one heard.</summary>
    private const ulong Below = 256;

    /// <summary>A larger jump is a device that counts from somewhere else now, not a loss.</summary>
    public const ulong LargestGap = 65_536;

    private ulong _seen;
    private SequenceGaps? _gaps;

    // Below it nothing was heard. What comes from there lowers it once; such numbers were never counted as lost.
    private ulong _lowest;

    /// <param name="lowest">Less than a span below.</param>
    public SequenceRun(ulong highest, ulong lowest)
    {
        (Highest, _lowest) = (highest, lowest);
        Mark(highest);
    }

    public ulong Highest { get; private set; }

    /// <summary>Whether a number came: the highest one has its bit.</summary>
    public readonly bool IsBegun => (_seen & BitOf(Highest)) != 0;

    /// <param name="lost">Numbers that were skipped by this one; -1 where this one was counted as lost before.</param>
    public Arrival Judge(ulong sequence, out long lost)
    {
        lost = 0;
        if (sequence > Highest)
        {
            lost = Advance(sequence);
            return Arrival.New;
        }

        if (sequence < _lowest && _lowest - sequence <= Below && _gaps?.CountedFrom is null)
        {
            ReachBelow();
        }

        if (Highest - sequence >= Span)
        {
            return JudgeOld(sequence, out lost);
        }

        if ((_seen & BitOf(sequence)) != 0)
        {
            return Arrival.Duplicate;
        }

        lost = LostBefore(sequence);
        Mark(sequence);
        return Arrival.New;
    }

    public readonly void Save(BinaryWriter writer)
    {
        ReadOnlySpan<ulong> numbers = [Highest, _lowest, _seen];
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
        var run = new SequenceRun { Highest = reader.ReadUInt64(), _lowest = reader.ReadUInt64(), _seen = reader.ReadUInt64() };
        var gaps = reader.ReadInt32();
        run._gaps = gaps < 0 ? null : SequenceGaps.Restore(reader, gaps);
        return run;
    }

    private static ulong BitOf(ulong sequence) => 1UL << (int)(sequence % Span);

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

        lost = LostBefore(sequence);
        return Arrival.New;
    }

    private readonly long LostBefore(ulong sequence) => sequence >= (_gaps?.CountedFrom ?? _lowest) ? -1 : 0;

    // Nothing below was heard until now: what has no bit any more is missing as a whole.
    private void ReachBelow()
    {
        var first = _lowest;
        _lowest -= Math.Min(first, Below);
        _gaps ??= new SequenceGaps();
        var hasBits = Highest - Math.Min(Highest, Span - 1);
        _gaps.AddBelow(_lowest, Math.Min(first, hasBits), first);
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
                if ((_seen & BitOf(next)) == 0 && next >= Span && next - Span >= _lowest)
                {
                    Missed(next - Span, next - Span);
                }

                _seen &= ~BitOf(next);
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

    private void Mark(ulong sequence) => _seen |= BitOf(sequence);
}
