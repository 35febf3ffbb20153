using Microsoft.AspNetCore.SignalR;
using SmartCity.Ioc.Push.Walls;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>The streams that one connection has open, and what it was sent.</summary>
internal sealed class StreamsOfConnection
{
    // A page needs one for its wall and one for its alerts; more than a few is a client that leaks them.
    private const int Most = 8;

    private readonly Lock _lock = new();
    private readonly List<LiveStream> _streams = [];
    private WireTotals _sent = new();

    /// <exception cref="HubException">There are too many.</exception>
    public void Add(LiveStream stream)
    {
        lock (_lock)
        {
            if (_streams.Count == Most)
            {
                throw new HubException($"A connection may have {Most} streams open.");
            }

            _streams.Add(stream);
        }
    }

    public void Remove(LiveStream stream)
    {
        lock (_lock)
        {
            _streams.Remove(stream);
        }
    }

    /// <summary>From now on it counts for this wall, with what it has counted so far.</summary>
    public void CountFor(WireTotals wall)
    {
        lock (_lock)
        {
            if (_sent != wall)
            {
                wall.Add(_sent);
                _sent = wall;
            }
        }
    }

    public void CountFrame(long bytes)
    {
        lock (_lock)
        {
            _sent.AddFrame(bytes);
        }
    }

    public void CountConflated(long updates)
    {
        lock (_lock)
        {
            _sent.AddConflated(updates);
        }
    }

    public void Acknowledge(string cursor)
    {
        lock (_lock)
        {
            foreach (var stream in _streams)
            {
                stream.Acknowledge(cursor);
            }
        }
    }
}
