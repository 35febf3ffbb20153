using SmartCity.Ioc.Ingest.Inbox;

namespace SmartCity.Ioc.Ingest.Journaling;

/// <summary>From the journal stage to the shard, in order: one writer, one reader. Bounded; policy when full: the journal stage waits.</summary>
/// <remarks>The two are woken outside the lock, so that who is woken does not meet it.</remarks>
internal sealed class LiveFrameQueue(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<LiveFrame> _frames = new(capacity);
    private readonly StageBell _filled = new();
    private readonly StageBell _room = new();
    private bool _completed;

    public int Capacity => capacity;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _frames.Count;
            }
        }
    }

    /// <returns>False after <see cref="Complete"/>: the frame has no reader any more; it is on disk.</returns>
    public bool Enqueue(in LiveFrame frame)
    {
        while (true)
        {
            bool isFirst;
            lock (_gate)
            {
                if (_completed)
                {
                    return false;
                }

                isFirst = _frames.Count == 0;
                if (_frames.Count < capacity)
                {
                    _frames.Enqueue(frame);
                    if (!isFirst)
                    {
                        return true;
                    }
                }
            }

            if (isFirst)
            {
                _filled.Ring();
                return true;
            }

            _room.Wait();
        }
    }

    /// <summary>The next frame; waits for one.</summary>
    /// <returns>False once there is none and there will be none.</returns>
    public bool TryDequeue(out LiveFrame frame)
    {
        while (true)
        {
            bool isTaken;
            bool wasFull;
            lock (_gate)
            {
                wasFull = _frames.Count == capacity;
                isTaken = _frames.TryDequeue(out frame);
                if (!isTaken && _completed)
                {
                    return false;
                }
            }

            if (wasFull)
            {
                _room.Ring();
            }

            if (isTaken)
            {
                return true;
            }

            _filled.Wait();
        }
    }

    /// <summary>No more frames come, or none are taken any more.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
        }

        _filled.Ring();
        _room.Ring();
    }
}
