using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>
/// One shard's decoding ahead: what it can decode by itself, its devices' messages with nothing wrong and nothing new in them. Everything
/// else it leaves, and the frame's decoder decodes it in its turn. Used by one thread at a time.
/// </summary>
internal sealed class ShardDecoder : IElementSink, IDisposable
{
    private readonly PipelineClock _clock;
    private readonly PayloadDecoder _payloads;
    private bool _isLeft;

    public ShardDecoder(CityRegistry registry, RegistrationOptions options, PipelineClock clock, PayloadDecoder leader)
    {
        _clock = clock;
        _payloads = new PayloadDecoder(registry, options, this, leader);
    }

    public ReadingBatch Batch { get; } = new();

    public long ArrivalNanos => _clock.NowNanos;

    public long AssumedNanos => _clock.AssumedNanos;

    public long LatestNanos => _clock.LatestNanos;

    /// <summary>Decodes one payload to the end of <see cref="Batch"/>.</summary>
    /// <returns>How many messages came of it, or -1 where it has to be decoded in its turn.</returns>
    public int Decode(ReadOnlySpan<byte> payload, in MessageContext context)
    {
        var metrics = _payloads.Metrics(context.Kind);
        metrics.CatchUp();
        metrics.HasMissed = _isLeft = false;
        var before = Batch.Messages.Length;
        try
        {
            _payloads.Decode(payload, context);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It fails again in its turn, where failing is dealt with.
            Batch.Abandon();
            _isLeft = true;
        }

        return _isLeft || metrics.HasMissed ? -1 : Batch.Messages.Length - before;
    }

    public void Accept(int device, long measuredAtNanos, ulong identity, MessageMarks marks)
    {
        // On the data's clock the assumed time depends on the messages before it.
        _isLeft |= (marks & MessageMarks.TimeAssumed) != 0 && _clock.FollowsData;
        Batch.Commit(device, measuredAtNanos, _clock.NowNanos, identity, marks);
    }

    public void Reject(in MessageContext context, ReadOnlySpan<byte> element, QuarantineReason reason, string detail)
    {
        _isLeft = true;
        Batch.Abandon();
    }

    public void Dispose() => Batch.Dispose();
}
