namespace SmartCity.Ioc.Push.Streams;

/// <summary>
/// The frames on their way that the client has not painted yet, and how fast it takes them. One thread sends, another acknowledges; both
/// take the lock. Times are the time provider's stamps.
/// </summary>
/// <param name="slowest">Bytes a second of a line that is slow and not dead; it is never taken for slower.</param>
internal sealed class AckWindow(int size, long slowest, long frequency)
{
    // Below it an acknowledgement says more of the way there and back, and of the screen's refresh, than of the line.
    private const long Telling = 4096;

    // Bytes a second, until the client has shown what it takes: few lines are slow, and on one that is only the second picture comes late.
    private const double Unknown = 1_000_000;

    private readonly Lock _lock = new();
    private readonly Queue<(string Cursor, long Bytes, long SentAt)> _pending = new(size);
    private double _bytesPerSecond = Unknown;
    private long _bytes;
    private int _pictures;
    private long _waitingSince;

    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count >= size;
            }
        }
    }

    /// <summary>
    /// When the next picture may follow what is under way: when that should have been painted, by what the client has taken until now. A
    /// picture that is sent earlier waits in buffers and is old when it comes; one that is built later holds all changes until then once, so
    /// it is smaller than the two. Each picture whose word is still owed makes the estimate more careful; what is as small as a heartbeat does not.
    /// </summary>
    public long OpensAt
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count >= size ? long.MaxValue
                    : _waitingSince + (long)(_pictures * _bytes / _bytesPerSecond * frequency);
            }
        }
    }

    /// <summary>Since when the client has been expected to say something (a time stamp), and how large the frame is that it should have
    /// painted by now; null when nothing is under way.</summary>
    public (long Since, long Bytes)? Waiting
    {
        get
        {
            lock (_lock)
            {
                return _pending.TryPeek(out var oldest) ? (_waitingSince, oldest.Bytes) : null;
            }
        }
    }

    public void Sent(string cursor, long bytes, long timestamp)
    {
        lock (_lock)
        {
            if (_pending.Count == 0)
            {
                _waitingSince = timestamp;
            }

            _pending.Enqueue((cursor, bytes, timestamp));
            _bytes += bytes;
            _pictures += bytes >= Telling ? 1 : 0;
        }
    }

    /// <summary>Painting a frame paints all before it. A cursor that is not pending (another stream's, or painted already) changes nothing.</summary>
    /// <returns>When the frame was sent; null for a cursor that is not pending.</returns>
    public long? Acknowledge(string cursor, long timestamp)
    {
        lock (_lock)
        {
            if (!_pending.Any(p => p.Cursor == cursor))
            {
                return null;
            }

            var before = _bytes;
            (string Cursor, long Bytes, long SentAt) painted;
            do
            {
                painted = _pending.Dequeue();
                _bytes -= painted.Bytes;
                _pictures -= painted.Bytes >= Telling ? 1 : 0;
            }
            while (painted.Cursor != cursor);

            if (before - _bytes >= Telling)
            {
                var seconds = Math.Max(1.0 / 1000, (double)(timestamp - _waitingSince) / frequency);
                _bytesPerSecond = Math.Max(slowest, (before - _bytes) / seconds);
            }

            _waitingSince = timestamp;
            return painted.SentAt;
        }
    }
}
