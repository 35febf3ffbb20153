namespace SmartCity.Ioc.Ingest.Journaling;

/// <summary>From the journal stage to the shard, in order. Bounded; policy when full: the journal stage waits.</summary>
internal sealed class LiveFrameQueue(int capacity)
{
    private readonly object _gate = new();
    private readonly Queue<LiveFrame> _frames = new(capacity);
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
        lock (_gate)
        {
            while (_frames.Count == capacity && !_completed)
            {
                Monitor.Wait(_gate);
            }

            if (_completed)
            {
                return false;
            }

            _frames.Enqueue(frame);
            if (_frames.Count == 1)
            {
                Monitor.PulseAll(_gate);
            }

            return true;
        }
    }

    /// <summary>The next frame; waits for one.</summary>
    /// <returns>False once there is none and there will be none.</returns>
    public bool TryDequeue(out LiveFrame frame)
    {
        lock (_gate)
        {
            while (_frames.Count == 0 && !_completed)
            {
                Monitor.Wait(_gate);
            }

            if (!_frames.TryDequeue(out frame))
            {
                return false;
            }

            if (_frames.Count == capacity - 1)
            {
                Monitor.PulseAll(_gate);
            }

            return true;
        }
    }

    /// <summary>No more frames come, or none are taken any more.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
