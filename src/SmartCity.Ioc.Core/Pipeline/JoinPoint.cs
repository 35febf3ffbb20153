namespace SmartCity.Ioc.Pipeline;

/// <summary>Where a thread of its own waits for others that work for it. It blocks: never for a thread of the pool.</summary>
internal sealed class JoinPoint
{
    private readonly object _gate = new();
    private int _left;

    /// <summary>So many are to arrive; nobody is on the way.</summary>
    public void Expect(int count)
    {
        lock (_gate)
        {
            _left = count;
        }
    }

    public void Arrive()
    {
        lock (_gate)
        {
            if (--_left == 0)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Returns when all have arrived.</summary>
    public void Join()
    {
        // They have about as much to do as the one who waits: mostly the last one arrives sooner than a thread falls asleep and is woken.
        for (var spin = default(SpinWait); Volatile.Read(ref _left) > 0 && !spin.NextSpinWillYield;)
        {
            spin.SpinOnce();
        }

        lock (_gate)
        {
            while (_left > 0)
            {
                Monitor.Wait(_gate);
            }
        }
    }
}
