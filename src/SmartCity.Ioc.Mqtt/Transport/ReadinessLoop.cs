using System.Collections.Concurrent;
using System.Diagnostics;

namespace SmartCity.Ioc.Mqtt.Transport;

/// <summary>
/// One thread that waits for sockets and reads them, and on which everything that follows from a packet runs. Under load it rests a moment
/// between rounds: a thousand devices that speak ten times a second then wake it 500 times a second instead of 10,000, which is most of the
/// processor time of a message. A socket that speaks alone is read at once, and an idle loop sleeps.
/// </summary>
internal sealed class ReadinessLoop : IDisposable
{
    // The loop whose thread this is.
    [ThreadStatic]
    private static ReadinessLoop? _current;

    private readonly Epoll _epoll = new(512);
    private readonly ConcurrentDictionary<long, IReadinessSource> _sources = [];
    private readonly ConcurrentQueue<IThreadPoolWorkItem> _posted = [];
    private readonly List<IRoundEnd> _atEnd = [];
    private readonly int _restMilliseconds;
    private long _lastKey = Epoll.WakeKey;
    private int _isWoken;
    private volatile bool _isStopping;

    /// <param name="rest">Between two rounds under load, at most; whole milliseconds.</param>
    public ReadinessLoop(string threadName, TimeSpan rest)
    {
        _restMilliseconds = (int)rest.TotalMilliseconds;
        new Thread(Run) { IsBackground = true, Name = threadName }.Start();
    }

    /// <summary>Puts something off until everything that this round of the calling thread's loop found ready has been read.</summary>
    /// <returns>False: the thread is no loop's.</returns>
    public static bool TryDefer(IRoundEnd work)
    {
        if (_current is not { } loop)
        {
            return false;
        }

        loop._atEnd.Add(work);
        return true;
    }

    public long NextKey() => Interlocked.Increment(ref _lastKey);

    /// <param name="key">From <see cref="NextKey"/>.</param>
    public bool TryAdd(long key, IReadinessSource source, int descriptor, uint interest)
    {
        _sources[key] = source;
        if (!_isStopping && _epoll.TryAdd(descriptor, interest, key))
        {
            return true;
        }

        _sources.TryRemove(key, out _);
        return false;
    }

    public void SetInterest(long key, int descriptor, uint interest) => _epoll.TryModify(descriptor, interest, key);

    /// <summary>No event of the socket is of interest any more, but its source stays.</summary>
    public void Ignore(int descriptor) => _epoll.TryRemove(descriptor);

    /// <summary>Once at most: afterwards the descriptor may be another's.</summary>
    public void Remove(long key, int descriptor)
    {
        if (_sources.TryRemove(key, out _))
        {
            _epoll.TryRemove(descriptor);
        }
    }

    /// <summary>Runs something on the loop's thread, behind a rest at the latest. What is posted to a loop that has ended is dropped.</summary>
    public void Post(IThreadPoolWorkItem work)
    {
        _posted.Enqueue(work);
        Wake();
    }

    /// <summary>Cuts every source; the thread ends when the last is gone.</summary>
    public void Dispose()
    {
        _isStopping = true;
        Wake();
    }

    private static bool Serve(IReadinessSource source, uint ready)
    {
        try
        {
            return source.OnReady(ready);
        }
        catch (Exception)
        {
            // Whatever it is, it must not cost the other sources their thread; the handler logs what is its own.
            source.Cut();
            return false;
        }
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
        {
            _epoll.Wake();
        }
    }

    private void Run()
    {
        _current = this;
        var lastRound = 0L;
        var isCut = false;
        while (!isCut || !_sources.IsEmpty)
        {
            var count = _epoll.Poll();
            var isFull = count == _epoll.MaximumEvents;
            for (var i = 0; i < count; i++)
            {
                var (ready, key) = _epoll[i];
                if (key == Epoll.WakeKey)
                {
                    RunPosted();
                }
                else if (_sources.TryGetValue(key, out var source))
                {
                    isFull |= Serve(source, ready);
                }
            }

            if (_isStopping && !isCut)
            {
                isCut = true;
                foreach (var source in _sources.Values)
                {
                    source.Cut();
                }
            }

            EndRound();

            // Two rounds within a few milliseconds mean load; a round with more to read than it could take means no time to rest.
            var now = Stopwatch.GetTimestamp();
            if (!isFull && Stopwatch.GetElapsedTime(lastRound, now).TotalMilliseconds < 2 * _restMilliseconds)
            {
                Epoll.Rest(_restMilliseconds);
            }

            lastRound = now;
        }

        _epoll.Dispose();
    }

    private void EndRound()
    {
        // What is done here may put off more.
        for (var i = 0; i < _atEnd.Count; i++)
        {
            _atEnd[i].OnRoundEnd();
        }

        _atEnd.Clear();
    }

    private void RunPosted()
    {
        _epoll.ClearWake();
        Volatile.Write(ref _isWoken, 0);
        Interlocked.MemoryBarrier();
        while (_posted.TryDequeue(out var work))
        {
            work.Execute();
        }
    }
}
