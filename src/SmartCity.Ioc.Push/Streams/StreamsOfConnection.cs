using Microsoft.AspNetCore.SignalR;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>The streams that one connection has open.</summary>
internal sealed class StreamsOfConnection
{
    // A page needs one for its wall and one for its alerts; more than a few is a client that leaks them.
    private const int Most = 8;

    private readonly Lock _lock = new();
    private readonly List<LiveStream> _streams = [];

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
