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

    private SequenceRun _current;
    private long _newestNanos;
    private long _restartNanos;
    private Before? _before;
    private bool _isBegun;

    /// <summary>How often the device began again.</summary>
    public int Restarts { get; private set; }

    /// <param name="timeAssumed">The event time is the arrival's: it says nothing about the order.</param>
    /// <param name="lost">Numbers that were skipped by this one; negative one where this one was counted as lost before.</param>
    public Arrival Judge(ulong sequence, long measuredAtNanos, bool timeAssumed, out long lost)
    {
        lost = 0;
        if (!_isBegun)
        {
            _isBegun = true;
            _current = new SequenceRun(sequence, sequence);
            _newestNanos = measuredAtNanos;
            return Arrival.New;
        }

        if (_before is not null && !timeAssumed && IsFromBefore(sequence, measuredAtNanos))
        {
            return _before.Run.Judge(sequence, out lost);
        }

        if (sequence <= _current.Highest && measuredAtNanos > _newestNanos && HasRestarted(sequence, timeAssumed))
        {
            Restarts++;
            _before ??= new Before();
            _before.Run = _current;
            _restartNanos = _newestNanos;
            _newestNanos = measuredAtNanos;
            var nearZero = sequence < NearZero;
            lost = nearZero ? (long)sequence : 0;
            _current = new SequenceRun(sequence, nearZero ? 0 : sequence);
            return Arrival.New;
        }

        _newestNanos = Math.Max(_newestNanos, measuredAtNanos);
        return _current.Judge(sequence, out lost);
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write((byte)(!_isBegun ? 0 : _before is null ? 1 : 2));
        if (!_isBegun)
        {
            return;
        }

        writer.Write(Restarts);
        writer.Write(_newestNanos);
        writer.Write(_restartNanos);
        _current.Save(writer);
        _before?.Run.Save(writer);
    }

    public static SequenceMemory Restore(BinaryReader reader)
    {
        var runs = reader.ReadByte();
        if (runs == 0)
        {
            return default;
        }

        var memory = new SequenceMemory
        {
            _isBegun = true,
            Restarts = reader.ReadInt32(),
            _newestNanos = reader.ReadInt64(),
            _restartNanos = reader.ReadInt64(),
            _current = SequenceRun.Restore(reader),
        };
        if (runs > 1)
        {
            memory._before = new Before { Run = SequenceRun.Restore(reader) };
        }

        return memory;
    }

    // Older than the restart; or older than the newest and with a number that fits the time before better than a jump ahead.
    private readonly bool IsFromBefore(ulong sequence, long measuredAtNanos)
    {
        if (measuredAtNanos <= _restartNanos)
        {
            return true;
        }

        var highest = _before!.Run.Highest;
        return measuredAtNanos < _newestNanos && sequence > _current.Highest
            && (sequence > highest ? sequence - highest : highest - sequence) < sequence - _current.Highest;
    }

    private readonly bool HasRestarted(ulong sequence, bool timeAssumed)
    {
        var back = _current.Highest - sequence;
        return timeAssumed ? back >= FarBack : sequence < NearZero || back >= SequenceRun.Span;
    }

    /// <summary>Only a device that began again has one.</summary>
    private sealed class Before
    {
        public SequenceRun Run;
    }
}
