namespace SmartCity.Ioc.Push.Streams;

/// <summary>The frames on their way that the client has not painted yet. One thread sends, another acknowledges; both take the lock.</summary>
internal sealed class AckWindow(int size)
{
    private readonly Lock _lock = new();
    private readonly Queue<(string Cursor, long Bytes, long SentAt)> _pending = new(size);
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
            while (painted.Cursor != cursor)
            {
                painted = _pending.Dequeue();
            }

            _waitingSince = timestamp;
            return painted.SentAt;
        }
    }
}
