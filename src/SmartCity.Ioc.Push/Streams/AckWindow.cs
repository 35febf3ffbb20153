namespace SmartCity.Ioc.Push.Streams;

/// <summary>
/// The frames on their way that the client has not painted yet, and what its line carries, by how long they took to be painted. Counting
/// frames alone bounds memory, not age: a few large ones wait for seconds in the buffers between. One thread sends, another
/// acknowledges; both take the lock.
/// </summary>
internal sealed class AckWindow(int size, long timestampFrequency)
{
    /// <summary>Bytes a second of a line that is slow and not dead: a whole state takes its time on it, and the client can not paint before.</summary>
    public const int SlowestLine = 20_000;

    // Of the two seconds that a picture may be old: as much again for the frame that is built then, the rest for what it grows by.
    private const double UnderWaySeconds = 0.5;

    // A frame's share in the measured rate falls to a tenth with the sixth after it.
    private const double Fading = 0.7;

    private readonly Lock _lock = new();
    private readonly Queue<(string Cursor, long Bytes, long SentAt)> _pending = new(size);
    private long _waitingSince;
    private long _pendingBytes;
    private double _paintedBytes;
    private double _paintingSeconds;

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

    /// <summary>More is under way than the line carries in half a second: what is read now would only wait.</summary>
    public bool IsAhead
    {
        get
        {
            lock (_lock)
            {
                return _pendingBytes > UnderWaySeconds * Math.Max(SlowestLine, Rate ?? 0);
            }
        }
    }

    /// <summary>Bytes that the line carries in half a second; null until something was painted.</summary>
    public long? Budget
    {
        get
        {
            lock (_lock)
            {
                return Rate is { } rate ? (long)(UnderWaySeconds * Math.Max(SlowestLine, rate)) : null;
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

    private double? Rate => _paintingSeconds > 0 ? _paintedBytes / _paintingSeconds : null;

    public void Sent(string cursor, long bytes, long timestamp)
    {
        lock (_lock)
        {
            if (_pending.Count == 0)
            {
                _waitingSince = timestamp;
            }

            _pending.Enqueue((cursor, bytes, timestamp));
            _pendingBytes += bytes;
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

            var painted = _pending.Dequeue();
            var bytes = painted.Bytes;
            while (painted.Cursor != cursor)
            {
                painted = _pending.Dequeue();
                bytes += painted.Bytes;
            }

            _pendingBytes -= bytes;
            _paintedBytes = (_paintedBytes * Fading) + bytes;
            _paintingSeconds = (_paintingSeconds * Fading) + ((double)(timestamp - _waitingSince) / timestampFrequency);
            _waitingSince = timestamp;
            return painted.SentAt;
        }
    }
}
