using System.Collections.Concurrent;
using System.Diagnostics;

namespace SmartCity.Ioc.Mqtt.Transport;

/// <summary>
/// One thread that waits for sockets and reads them, and on which everything that follows from a packet runs. Under load it rests two
/// milliseconds between rounds: a thousand devices that speak ten times a second then wake it 500 times a second instead of 10,000, which
/// is most of the processor time of a message. A socket that speaks alone is read at once, and an idle loop sleeps.
/// </summary>
internal sealed class ReadinessLoop : IDisposable
{
    private const int RestMilliseconds = 2;

    private readonly Epoll _epoll = new(512);
    private readonly ConcurrentDictionary<long, ReadinessConnection> _connections = [];
    private long _lastKey;

    public ReadinessLoop(int number) => new Thread(Run) { IsBackground = true, Name = $"mqtt-readiness-{number}" }.Start();

    public bool TryAdd(ReadinessConnection connection, int descriptor)
    {
        var key = Interlocked.Increment(ref _lastKey);
        connection.Bind(this, key, descriptor);
        _connections[key] = connection;
        return _epoll.TryAdd(descriptor, Epoll.In, key);
    }

    public void SetInterest(long key, int descriptor, uint interest) => _epoll.TryModify(descriptor, interest, key);

    public void Remove(long key, int descriptor)
    {
        if (_connections.TryRemove(key, out _))
        {
            _epoll.TryRemove(descriptor);
        }
    }

    // The thread lives as long as the process: waiting without events costs nothing.
    public void Dispose()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Abort();
        }
    }

    private static bool Serve(ReadinessConnection connection, uint ready)
    {
        try
        {
            return connection.OnReady(ready);
        }
        catch (Exception)
        {
            // Whatever it is, it must not cost the other connections their thread; the handler logs what is its own.
            connection.Abort();
            return false;
        }
    }

    private void Run()
    {
        var lastRound = 0L;
        while (true)
        {
            var count = _epoll.Wait();
            var isFull = count == _epoll.MaximumEvents;
            for (var i = 0; i < count; i++)
            {
                var (ready, key) = _epoll[i];
                if (_connections.TryGetValue(key, out var connection))
                {
                    isFull |= Serve(connection, ready);
                }
            }

            // Two rounds within a few milliseconds mean load; a round with more to read than it could take means no time to rest.
            var now = Stopwatch.GetTimestamp();
            if (!isFull && Stopwatch.GetElapsedTime(lastRound, now).TotalMilliseconds < 2 * RestMilliseconds)
            {
                Epoll.Rest(RestMilliseconds);
            }

            lastRound = now;
        }
    }
}
