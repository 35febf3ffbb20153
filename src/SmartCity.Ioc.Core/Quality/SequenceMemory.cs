namespace SmartCity.Ioc.Quality;

/// <summary>
/// Which numbers of a device's <c>seq</c> have come, since its last restart and before it. A value that lies in an array by device, so that a
/// message of one device among a million costs two cache lines and not five objects. Used by one thread.
/// </summary>
/// <remarks>
/// A restart is a number that is not higher than the highest although its event time is newer than every one before, and that is either
/// near 0 or too far back to be a straggler. A straggler of the time before the restart is told by its event time.
/// </remarks>
internal struct SequenceMemory
{
    /// <summary>A device that begins again is believed to do so below this number; what it skipped from 0 counts as lost.</summary>
    public const ulong NearZero = 64;

    // Without a time of its own a message near 0 may also be an old one delivered again; a broker holds at most about 1,000 in flight.
    private const ulong FarBack = 1024;

    // With its own time, one so far back is no straggler.
    private const ulong Stragglers = 256;

    private SequenceRun _current;
    private Before? _before;

    /// <summary>Newest event time that came.</summary>
    public long NewestNanos { get; private set; }

    /// <summary>Whether a number came.</summary>
    public readonly bool IsBegun => _current.IsBegun;

    /// <summary>How often the device began again.</summary>
    public readonly int Restarts => _before?.Restarts ?? 0;

    /// <param name="timeAssumed">The event time is the arrival's: it says nothing about the order.</param>
    /// <param name="lost">Numbers that were skipped by this one; negative one where this one was counted as lost before.</param>
    public Arrival Judge(ulong sequence, long measuredAtNanos, bool timeAssumed, out long lost)
    {
        lost = 0;
        if (!IsBegun)
        {
            _current = new SequenceRun(sequence, sequence);
            NewestNanos = measuredAtNanos;
            return Arrival.New;
        }

        if (_before is not null && !timeAssumed && IsFromBefore(sequence, measuredAtNanos))
        {
            return _before.Run.Judge(sequence, out lost);
        }

        if (sequence <= _current.Highest && measuredAtNanos > NewestNanos && HasRestarted(sequence, timeAssumed))
        {
            _before ??= new Before();
            _before.Restarts++;
            _before.Run = _current;
            _before.UntilNanos = NewestNanos;
            NewestNanos = measuredAtNanos;
            var nearZero = sequence < NearZero;
            lost = nearZero ? (long)sequence : 0;
            _current = new SequenceRun(sequence, nearZero ? 0 : sequence);
            return Arrival.New;
        }

        NewestNanos = Math.Max(NewestNanos, measuredAtNanos);
        return _current.Judge(sequence, out lost);
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write((byte)(!IsBegun ? 0 : _before is null ? 1 : 2));
        if (!IsBegun)
        {
            return;
        }

        writer.Write(NewestNanos);
        _current.Save(writer);
        if (_before is not null)
        {
            writer.Write(_before.Restarts);
            writer.Write(_before.UntilNanos);
            _before.Run.Save(writer);
        }
    }

    public static SequenceMemory Restore(BinaryReader reader)
    {
        var runs = reader.ReadByte();
        if (runs == 0)
        {
            return default;
        }

        var memory = new SequenceMemory { NewestNanos = reader.ReadInt64(), _current = SequenceRun.Restore(reader) };
        if (runs > 1)
        {
            memory._before = new Before { Restarts = reader.ReadInt32(), UntilNanos = reader.ReadInt64(), Run = SequenceRun.Restore(reader) };
        }

        return memory;
    }

    // Older than the restart; or older than the newest and with a number that fits the time before better than a jump ahead.
    private readonly bool IsFromBefore(ulong sequence, long measuredAtNanos)
    {
        if (measuredAtNanos <= _before!.UntilNanos)
        {
            return true;
        }

        var highest = _before.Run.Highest;
        return measuredAtNanos < NewestNanos && sequence > _current.Highest
            && (sequence > highest ? sequence - highest : highest - sequence) < sequence - _current.Highest;
    }

    private readonly bool HasRestarted(ulong sequence, bool timeAssumed)
    {
        var back = _current.Highest - sequence;
        return timeAssumed ? back >= FarBack : sequence < NearZero || back >= Stragglers;
    }

    /// <summary>Only a device that began again has one.</summary>
    private sealed class Before
    {
        public SequenceRun Run;

        /// <summary>Newest event time before it began again.</summary>
        public long UntilNanos;

        public int Restarts;
    }
}
