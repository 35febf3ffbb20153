using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Payloads;

namespace SmartCity.Ioc.Ingest.Topics;

/// <summary>The routes of a frame's messages, looked up for all of them before the first is decoded. Owned by the shard's thread.</summary>
internal sealed class RoutesAhead(TopicRouter router)
{
    private uint[] _hashes = new uint[256];
    private (Route Route, int Topic)[] _routes = new (Route, int)[256];
    private int _count;

    public void Begin(ReadOnlySpan<byte> body)
    {
        _count = 0;
        var reader = new MessageFrameReader(body);
        while (reader.TryRead(out var message))
        {
            if (_count == _hashes.Length)
            {
                Array.Resize(ref _hashes, 2 * _count);
                Array.Resize(ref _routes, 2 * _count);
            }

            _hashes[_count++] = SpanTable.HashOf(message.Topic);
        }

        router.Guess(_hashes.AsSpan(0, _count), _routes);
    }

    /// <param name="number">The message's number in the frame; less than 0 for one of no frame.</param>
    public Route Find(int number, ReadOnlySpan<byte> topic) =>
        (uint)number < (uint)_count ? router.Find(topic, _routes[number]) : router.Find(topic);

    /// <summary>The frame is done.</summary>
    public void End()
    {
        _routes.AsSpan(0, _count).Clear();
        _count = 0;
    }
}
