namespace SmartCity.Ioc.Quality;

/// <summary>
/// Which numbers of a device's <c>seq</c> have come: one bit each for the newest so many, from the highest one down, and the same for the
/// time before its last restart. Used by one thread.
/// </summary>
/// <remarks>
/// A restart is a number that is not higher than the highest although its event time is newer than every one before, and that is either
/// near 0 or too far back to be a straggler. A straggler of the time before the restart is told by its event time.
/// </remarks>
internal sealed class SequenceMemory
{
    /// <summary>A device that begins again is believed to do so below this number; what it skipped from 0 counts as lost.</summary>
    public const ulong NearZero = 64;

    /// <summary>A larger jump is a device that counts from somewhere else now, not a loss.</summary>
    public const ulong LargestGap = 65_536;

    private Run? _current;
    private Run? _before;
    private long _newestNanos = long.MinValue;
    private long _restartNanos = long.MinValue;

    /// <summary>How often the device began again.</summary>
    public int Restarts { get; private set; }

    /// <param name="span">Bits to remember; a multiple of 64.</param>
    /// <param name="timeAssumed">The event time is the arrival's: it says nothing about the order.</param>
    /// <param name="lost">Numbers that were skipped by this one; negative one where this one was counted as lost before.</param>
    public Arrival Judge(ulong sequence, long measuredAtNanos, bool timeAssumed, int span, out long lost)
    {
        lost = 0;
        if (_current is null)
        {
            _current = new Run(sequence, sequence, span);
            _newestNanos = measuredAtNanos;
            return Arrival.New;
        }

        if (_before is not null && !timeAssumed && IsFromBefore(sequence, measuredAtNanos))
        {
            return _before.Judge(sequence, out lost);
        }

        var isNewer = measuredAtNanos > _newestNanos;
        if (sequence <= _current.Highest && isNewer && HasRestarted(sequence, timeAssumed))
        {
            Restarts++;
            _before = _current;
            _restartNanos = _newestNanos;
            _newestNanos = measuredAtNanos;
            var nearZero = sequence < NearZero;
            lost = nearZero ? (long)sequence : 0;
            _current = new Run(sequence, nearZero ? 0 : sequence, span);
            return Arrival.New;
        }

        _newestNanos = Math.Max(_newestNanos, measuredAtNanos);
        return _current.Judge(sequence, out lost);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Restarts);
        writer.Write(_newestNanos);
        writer.Write(_restartNanos);
        Run.Save(writer, _current);
        Run.Save(writer, _before);
    }

    public void Restore(BinaryReader reader)
    {
        Restarts = reader.ReadInt32();
        _newestNanos = reader.ReadInt64();
        _restartNanos = reader.ReadInt64();
        _current = Run.Restore(reader);
        _before = Run.Restore(reader);
    }

    // Older than the restart; or older than the newest and with a number that fits the time before better than a jump ahead.
    private bool IsFromBefore(ulong sequence, long measuredAtNanos)
    {
        if (measuredAtNanos <= _restartNanos)
        {
            return true;
        }

        var highest = _before!.Highest;
        return measuredAtNanos < _newestNanos && sequence > _current!.Highest
            && (sequence > highest ? sequence - highest : highest - sequence) < sequence - _current.Highest;
    }

    // Without a time of its own a message near 0 may also be an old one delivered again; a broker holds at most about 1,000 in flight.
    private bool HasRestarted(ulong sequence, bool timeAssumed)
    {
        var back = _current!.Highest - sequence;
        return timeAssumed ? back >= Math.Max(1024, (ulong)_current.Span) : sequence < NearZero || back >= (ulong)_current.Span;
    }

    /// <summary>The numbers between two restarts.</summary>
    private sealed class Run
    {
        private readonly ulong[] _seen;
        private readonly ulong _lowest;

        public Run(ulong highest, ulong lowest, int span)
            : this(highest, lowest, new ulong[span / 64])
        {
            Mark(highest);
        }

        private Run(ulong highest, ulong lowest, ulong[] seen)
        {
            (Highest, _lowest, _seen) = (highest, lowest, seen);
        }

        public ulong Highest { get; private set; }

        public int Span => _seen.Length * 64;

        public static void Save(BinaryWriter writer, Run? run)
        {
            writer.Write(run?._seen.Length ?? 0);
            if (run is not null)
            {
                writer.Write(run.Highest);
                writer.Write(run._lowest);
                foreach (var word in run._seen)
                {
                    writer.Write(word);
                }
            }
        }

        public static Run? Restore(BinaryReader reader)
        {
            var words = reader.ReadInt32();
            if (words == 0)
            {
                return null;
            }

            var run = new Run(reader.ReadUInt64(), reader.ReadUInt64(), new ulong[words]);
            for (var i = 0; i < words; i++)
            {
                run._seen[i] = reader.ReadUInt64();
            }

            return run;
        }

        public Arrival Judge(ulong sequence, out long lost)
        {
            lost = 0;
            if (sequence > Highest)
            {
                var ahead = sequence - Highest;
                lost = ahead <= LargestGap ? (long)ahead - 1 : 0;
                Forget(ahead);
                Highest = sequence;
                Mark(sequence);
                return Arrival.New;
            }

            if (Highest - sequence >= (ulong)Span)
            {
                return Arrival.Forgotten;
            }

            ref var word = ref _seen[WordOf(sequence)];
            var bit = 1UL << (int)(sequence & 63);
            if ((word & bit) != 0)
            {
                return Arrival.Duplicate;
            }

            // Below the first number heard nothing was counted as lost.
            lost = sequence >= _lowest ? -1 : 0;
            word |= bit;
            return Arrival.New;
        }

        private int WordOf(ulong sequence) => (int)((sequence >> 6) % (ulong)_seen.Length);

        private void Mark(ulong sequence) => _seen[WordOf(sequence)] |= 1UL << (int)(sequence & 63);

        // Makes room for the numbers up to Highest + ahead: their bits still belong to numbers one span back.
        private void Forget(ulong ahead)
        {
            if (ahead >= (ulong)Span)
            {
                Array.Clear(_seen);
                return;
            }

            for (var step = 1UL; step <= ahead; step++)
            {
                var next = Highest + step;
                if ((next & 63) == 0 && ahead - step >= 63)
                {
                    _seen[WordOf(next)] = 0;
                    step += 63;
                }
                else
                {
                    _seen[WordOf(next)] &= ~(1UL << (int)(next & 63));
                }
            }
        }
    }
}
