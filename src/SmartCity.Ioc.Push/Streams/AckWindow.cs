namespace SmartCity.Ioc.Push.Streams;

/// <summary>The frames on their way that the client has not painted yet. One thread sends, another acknowledges; both take the lock.</summary>
internal sealed class AckWindow(int size)
{
    private readonly Lock _lock = new();
    private readonly Queue<(string Cursor, long SentAt)> _pending = new(size);

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

    /// <summary>Time stamp of the oldest frame that is not acknowledged, or null.</summary>
    public long? OldestSentAt
    {
        get
        {
            lock (_lock)
            {
                return _pending.TryPeek(out var oldest) ? oldest.SentAt : null;
            }
        }
    }

    public void Sent(string cursor, long timestamp)
    {
        lock (_lock)
        {
            _pending.Enqueue((cursor, timestamp));
        }
    }

    /// <summary>Painting a frame paints all before it. A cursor that is not pending (another stream's, or painted already) changes nothing.</summary>
    public bool Acknowledge(string cursor)
    {
        lock (_lock)
        {
            if (!_pending.Any(p => p.Cursor == cursor))
            {
                return false;
            }

            while (_pending.Dequeue().Cursor != cursor)
            {
            }

            return true;
        }
    }
}
