using System.Text;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Ingest.Foreign;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Ingest.Shards;
using SmartCity.Ioc.Ingest.Topics;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>
/// The messages of a frame to batches: routed, decoded, counted on their way in. Every message object leaves it exactly once, in a batch or
/// to quarantine. Owned by the shard's thread.
/// </summary>
internal sealed class FrameDecoder : IElementSink, IDisposable
{
    // The number of a message that no frame of messages holds.
    private const int NotInFrame = -1;

    private readonly CityRegistry _registry;
    private readonly TopicRouter _router;
    private readonly RoutesAhead _routes;
    private readonly PayloadDecoder _payloads;
    private readonly PipelineClock _clock;
    private readonly QuarantineDesk _quarantine;
    private readonly Ledger _ledger;
    private readonly IBatchSink _batches;
    private readonly IngestMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ForeignTranslator _foreign;
    private readonly List<(TranslatedElement? Element, TranslationFault? Fault)> _elements = [];
    private readonly ReadingBatch _batch = new();
    private DecodedAhead? _ahead;
    private int _element = QuarantinedMessage.Whole;
    private bool _isRedriven;
    private bool _translating;
    private TranslationFault? _fault;
    private int _received;
    private int _readings;
    private int _rejected;

    public FrameDecoder(
        CityRegistry registry, RegistrationOptions options, PipelineClock clock, QuarantineDesk quarantine, Ledger ledger,
        IBatchSink batches, IngestMetrics metrics, ILogger logger)
    {
        (_registry, _clock, _quarantine, _ledger, _batches, _metrics, _logger) = (registry, clock, quarantine, ledger, batches, metrics, logger);
        _router = new TopicRouter(registry, options, logger) { Moving = HandOverOnDataClock };
        _routes = new RoutesAhead(_router);
        _payloads = new PayloadDecoder(registry, options, this);
        _foreign = new ForeignTranslator(registry);
    }

    /// <summary>From now on other shards decode what they can of a frame before its messages have their turn.</summary>
    public void ShareWith(ShardCrew crew, ShardMap map, RegistrationOptions options) =>
        _ahead = new DecodedAhead(_registry, options, _clock, _payloads, _router, crew, map);

    public ReadingBatch Batch => _batch;
    public PayloadDecoder Payloads => _payloads;

    /// <summary>Which messages of the quarantine were driven again.</summary>
    public RedrivenMemory Redriven { get; } = new();

    /// <summary>How messages are read that are not the contract's own.</summary>
    public ForeignTranslator Foreign => _foreign;

    public long ArrivalNanos => _clock.ArrivalNanos;
    public long AssumedNanos => _clock.AssumedNanos;
    public long LatestNanos => _clock.LatestNanos;

    /// <summary>Decodes a frame's body; the clock already stands at it. Hands one batch over, or none where nothing was accepted.</summary>
    /// <returns>How many messages the frame holds.</returns>
    public int Decode(JournalPosition position, long frameNanos, ReadOnlyMemory<byte> body)
    {
        _quarantine.Begin(position, frameNanos);
        if (_ahead?.Begin(body) is not true)
        {
            _routes.Begin(body.Span);
        }

        var messages = 0;
        var reader = new MessageFrameReader(body.Span);
        while (reader.TryRead(out var message))
        {
            try
            {
                Decode(message, messages++);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Ours to mend; the message is kept, and the loop goes on.
                _metrics.CountFault();
                _logger.MessageFailed(Encoding.UTF8.GetString(message.Topic), e);
                Reject(message.Topic, message.Payload, QuarantineReason.ProcessingFailed, $"Decoding failed: {e.GetType().Name}: {e.Message}");
            }
        }

        if (reader.IsMalformed)
        {
            _logger.FrameMalformed(position.Offset);
        }

        _ahead?.End();
        _routes.End();
        HandOver();
        return messages;
    }

    /// <summary>Puts all messages of a frame aside, unopened.</summary>
    /// <returns>How many there are.</returns>
    public int PutAside(JournalPosition position, long frameNanos, ReadOnlySpan<byte> body)
    {
        _quarantine.Begin(position, frameNanos);
        var messages = 0;
        var reader = new MessageFrameReader(body);
        while (reader.TryRead(out var message))
        {
            messages++;
            Reject(message.Topic, message.Payload, QuarantineReason.ProcessingFailed, "The pipeline failed on the messages that came together with this one.");
        }

        HandOver();
        return messages;
    }

    /// <summary>Decodes messages of the quarantine again, each as of its arrival. The ledger takes the one that was put aside back and counts what
    /// comes of it, both in the minute in which it came, so that every minute adds up and nothing counts twice.</summary>
    public RedriveCounts Redrive(JournalPosition position, long frameNanos, IReadOnlyList<QuarantinedMessage> messages)
    {
        var counts = RedriveCounts.None;
        _quarantine.Begin(position, frameNanos);
        foreach (var message in messages)
        {
            _quarantine.Remove(message.Position, message.Ordinal);
            if (!Redriven.TryAdd(message.Position, message.Ordinal))
            {
                counts += new RedriveCounts(0, 0, 0, 1);
                continue;
            }

            _clock.AsOf(message.ReceivedAtNanos);
            _quarantine.ReceivedAt(message.ReceivedAtNanos);
            _ledger.Count(LedgerEntry.Received, message.ReceivedAtNanos, -1);
            _ledger.Count(LedgerEntry.Quarantined, message.ReceivedAtNanos, -1);
            Redrive(message);
            counts += new RedriveCounts(1, _batch.Messages.Length, _rejected, 0);
            HandOver();
            _clock.AsOf(null);
        }

        return counts;
    }

    private void Redrive(QuarantinedMessage message)
    {
        var topic = Encoding.UTF8.GetBytes(message.Topic);
        try
        {
            _element = message.Element;
            _isRedriven = true;
            Decode(new FramedMessage { Topic = topic, Payload = message.Payload.Span, Flags = DeliveryMarks.Historical, TrueLength = message.Payload.Length }, NotInFrame);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _metrics.CountFault();
            _logger.MessageFailed(message.Topic, e);
            Reject(topic, message.Payload.Span, QuarantineReason.ProcessingFailed, $"Decoding failed: {e.GetType().Name}: {e.Message}", message.Element);
        }
        finally
        {
            _element = QuarantinedMessage.Whole;
            _isRedriven = false;
        }
    }

    public void Accept(int device, long measuredAtNanos, ulong identity, MessageMarks marks)
    {
        _batch.Commit(device, measuredAtNanos, _clock.ArrivalNanos, identity, marks);
        Count(_batch.Messages[^1]);
    }

    public void Reject(in MessageContext context, ReadOnlySpan<byte> element, QuarantineReason reason, string detail)
    {
        if (_translating)
        {
            _batch.Abandon();
            _fault = new TranslationFault(reason, detail);
            return;
        }

        Reject(context.Topic, element, reason, detail);
        OnReject(context.Device, reason);
    }

    public void Dispose()
    {
        _ahead?.Dispose();
        _foreign.Dispose();
        _batch.Dispose();
    }

    private void Reject(
        ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, QuarantineReason reason, string detail, int element = QuarantinedMessage.Whole)
    {
        _batch.Abandon();
        (_received, _rejected) = (_received + 1, _rejected + 1);
        _quarantine.Add(topic, payload, reason, detail, element);
    }

    private void OnReject(int device, QuarantineReason reason)
    {
        HandOverOnDataClock();
        _batches.OnReject(device, reason);
    }

    // Where the messages are the clock, one frame holds many moments: what is put aside and who moves shows in its turn.
    private void HandOverOnDataClock()
    {
        if (_clock.FollowsData && !_isRedriven)
        {
            HandOver();
        }
    }

    private void Decode(in FramedMessage message, int number)
    {
        if ((message.Flags & DeliveryMarks.Truncated) != 0)
        {
            Reject(
                message.Topic, message.Payload, QuarantineReason.TooLarge,
                $"The payload has {message.TrueLength} bytes, at most {InputInbox.MaxPayload} may be sent; its beginning is kept.");
            if (_router.Find(message.Topic) is { IsKnown: true } sender)
            {
                OnReject(sender.Device, QuarantineReason.TooLarge);
            }

            return;
        }

        var (first, decoded, ahead) = (0, -1, (ReadingBatch?)null);
        if (_ahead is null || number < 0 || !_ahead.TryTake(number, out var route, out ahead, out first, out decoded))
        {
            route = _routes.Find(number, message.Topic);
        }

        for (var i = first; i < first + decoded; i++)
        {
            _batch.CopyFrom(ahead!, i);
            Count(_batch.Messages[^1]);
        }

        if (decoded >= 0)
        {
            return;
        }

        if (!route.IsKnown)
        {
            if (TopicScope.IsOwn(message.Topic))
            {
                Reject(message.Topic, message.Payload, route.Reason, route.Detail!);
            }
            else
            {
                DecodeForeign(message);
            }

            return;
        }

        Decode(message.Payload, route, message.Topic, message.Flags);
    }

    private void Decode(ReadOnlySpan<byte> payload, in Route route, ReadOnlySpan<byte> topic, DeliveryMarks flags)
    {
        var context = new MessageContext { Topic = topic, Device = route.Device, Kind = route.Kind, Flags = flags };
        if (route.IsStatus)
        {
            DecodeStatus(payload, context);
        }
        else
        {
            _payloads.Decode(payload, context);
        }
    }

    // What decoders make of a foreign message goes the way of the contract's own; what is wrong with it is told of the message as it came.
    private void DecodeForeign(in FramedMessage message)
    {
        _elements.Clear();
        var foreign = new ForeignMessage { Topic = Encoding.UTF8.GetString(message.Topic), Payload = message.Payload, ArrivalNanos = ArrivalNanos, IsRedriven = _isRedriven };
        if (_foreign.Translate(foreign, _elements) is { } fault)
        {
            Reject(message.Topic, message.Payload, fault.Reason, fault.Detail);
            return;
        }

        // Of several things that a message says one may be wrong; then that one is put aside, by its number, and driven again alone.
        for (var i = 0; i < _elements.Count; i++)
        {
            var number = _elements.Count == 1 ? QuarantinedMessage.Whole : i;
            if (_element is not QuarantinedMessage.Whole && _element != i)
            {
                continue;
            }

            if (_elements[i].Fault is { } reason)
            {
                Reject(message.Topic, message.Payload, reason.Reason, reason.Detail, number);
            }
            else if (_elements[i].Element is { } element)
            {
                DecodeForeign(message, element, number);
            }
        }
    }

    private void DecodeForeign(in FramedMessage message, in TranslatedElement element, int number)
    {
        var route = _router.Find(element.Topic);
        if (!route.IsKnown)
        {
            Reject(message.Topic, message.Payload, route.Reason, route.Detail!, number);
            return;
        }

        var flags = message.Flags | (element.Historical ? DeliveryMarks.Historical : DeliveryMarks.None);
        _translating = true;
        _fault = null;
        try
        {
            Decode(element.Payload.Span, route, element.Topic, flags);
        }
        finally
        {
            _translating = false;
        }

        if (_fault is { } fault)
        {
            Reject(message.Topic, message.Payload, fault.Reason, $"{_registry.Device(route.Device).Id}: {fault.Detail}", number);
            OnReject(route.Device, fault.Reason);
        }
    }

    private void DecodeStatus(ReadOnlySpan<byte> payload, in MessageContext context)
    {
        var mark = StatusWord.Of(payload);
        if (mark == MessageMarks.None)
        {
            Reject(context, payload, QuarantineReason.MalformedPayload, "On a status topic 'online' or 'offline' may stand.");
            return;
        }

        _batch.Begin();
        Accept(context.Device, AssumedNanos, ContentHash.Compute(payload), context.Marks | mark | MessageMarks.TimeAssumed);
    }

    // The batch's last message is taken in.
    private void Count(in DeviceMessage message)
    {
        SpokenPlace.Note(_registry, _batch, message.Device);
        if ((message.Marks & MessageMarks.Retained) != 0)
        {
            // CONTRACT section 3: a retained message is not counted again.
            return;
        }

        _received++;
        _readings += message.ValueCount;
        if ((message.Marks & MessageMarks.TimeAssumed) == 0)
        {
            _clock.OnEvent(message.MeasuredAtNanos);
        }
    }

    private void HandOver()
    {
        if (_received > 0)
        {
            _ledger.Count(LedgerEntry.Received, _clock.ArrivalNanos, _received, _readings);
        }

        if (_rejected > 0)
        {
            _ledger.Count(LedgerEntry.Quarantined, _clock.ArrivalNanos, _rejected);
        }

        _received = _readings = _rejected = 0;
        if (!_batch.Messages.IsEmpty)
        {
            _batch.ClockNanos = _clock.NowNanos;
            _batches.OnBatch(_batch);
            _batch.Clear();
        }
    }
}
