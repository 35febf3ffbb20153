using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Ingest.Topics;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>
/// A frame's messages decoded by all shards at once, before the frame's decoder goes through them in their order: there it finds most of
/// them done. What a shard decodes depends on the payload and on what was known before the frame, so it is what would have come out in its
/// turn. Owned by the shard's thread.
/// </summary>
internal sealed class DecodedAhead : IDisposable
{
    private readonly PayloadDecoder _leader;
    private readonly TopicRouter _router;
    private readonly ShardCrew _crew;
    private readonly ShardMap _map;
    private readonly ShardDecoder[] _shards;
    private readonly Action<int> _decode;
    private Entry[] _entries = new Entry[256];
    private ReadOnlyMemory<byte> _body;
    private int _count;

    public DecodedAhead(
        CityRegistry registry, RegistrationOptions options, PipelineClock clock, PayloadDecoder leader, TopicRouter router, ShardCrew crew,
        ShardMap map)
    {
        (_leader, _router, _crew, _map) = (leader, router, crew, map);
        _shards = new ShardDecoder[crew.Count];
        for (var shard = 0; shard < _shards.Length; shard++)
        {
            _shards[shard] = new ShardDecoder(registry, options, clock, leader);
        }

        _decode = Decode;
    }

    /// <summary>Decodes what can be decoded of a frame's body; it stays as it is until <see cref="End"/>.</summary>
    /// <returns>False where it is not worth handing out.</returns>
    public bool Begin(ReadOnlyMemory<byte> body)
    {
        _count = 0;
        if (_crew.Count == 1)
        {
            return false;
        }

        Find(body);
        if (!_crew.IsWorth(_count))
        {
            _count = 0;
            return false;
        }

        _body = body;
        _crew.Run(_decode);
        _map.EvenOut();
        return true;
    }

    /// <summary>The frame is done.</summary>
    public void End()
    {
        if (_count > 0)
        {
            _entries.AsSpan(0, _count).Clear();
            _count = 0;
        }
    }

    /// <summary>What is known of a message of the frame.</summary>
    /// <param name="number">Its number in the frame.</param>
    /// <param name="first">Where its decoded messages stand in <paramref name="batch"/>.</param>
    /// <param name="decoded">How many there are; -1 where it has to be decoded.</param>
    /// <returns>False where its route has to be found.</returns>
    public bool TryTake(int number, out Route route, out ReadingBatch batch, out int first, out int decoded)
    {
        if (number < _count && _entries[number] is { Route.IsKnown: true } entry && _router.IsCurrent(entry.Route))
        {
            (route, batch, first, decoded) = (entry.Route, _shards[entry.Shard].Batch, entry.First, entry.Decoded);
            return true;
        }

        (route, batch, first, decoded) = (default, null!, 0, -1);
        return false;
    }

    public void Dispose()
    {
        foreach (var shard in _shards)
        {
            shard.Dispose();
        }
    }

    private void Find(ReadOnlyMemory<byte> body)
    {
        _map.Reach();
        var reader = new MessageFrameReader(body.Span);
        while (reader.TryRead(out var message))
        {
            if (_count == _entries.Length)
            {
                Array.Resize(ref _entries, 2 * _count);
            }

            ref var entry = ref _entries[_count++];
            entry = default;
            if (_router.TryFindKnown(message.Topic, out var route))
            {
                var isPlain = !route.IsStatus && (message.Flags & DeliveryMarks.Truncated) == 0;
                entry = new Entry
                {
                    Route = route,
                    Shard = _map.Of(route.Device),
                    Flags = message.Flags,
                    TopicAt = OffsetOf(body.Span, message.Topic),
                    TopicLength = message.Topic.Length,
                    PayloadAt = OffsetOf(body.Span, message.Payload),
                    PayloadLength = message.Payload.Length,
                    IsPlain = isPlain,
                    Decoded = -1,
                };

                // Made here: the shards only follow.
                _leader.Metrics(route.Kind);
                _map.Count(route.Zone);
            }
        }
    }

    private void Decode(int shard)
    {
        var decoder = _shards[shard];
        decoder.Batch.Clear();
        var body = _body.Span;
        foreach (ref var entry in _entries.AsSpan(0, _count))
        {
            if (entry.Shard == shard && entry.IsPlain)
            {
                entry.First = decoder.Batch.Messages.Length;
                entry.Decoded = decoder.Decode(
                    body.Slice(entry.PayloadAt, entry.PayloadLength),
                    new MessageContext
                    {
                        Topic = body.Slice(entry.TopicAt, entry.TopicLength),
                        Device = entry.Route.Device,
                        Kind = entry.Route.Kind,
                        Flags = entry.Flags,
                    });
            }
        }
    }

    private static int OffsetOf(ReadOnlySpan<byte> body, ReadOnlySpan<byte> part)
    {
        body.Overlaps(part, out var offset);
        return offset;
    }

    private struct Entry
    {
        public Route Route;
        public DeliveryMarks Flags;
        public int Shard;
        public int TopicAt;
        public int TopicLength;
        public int PayloadAt;
        public int PayloadLength;
        public bool IsPlain;

        /// <summary>Where its messages stand in the shard's batch, and how many there are.</summary>
        public int First;
        public int Decoded;
    }
}
