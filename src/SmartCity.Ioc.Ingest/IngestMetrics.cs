using System.Diagnostics.Metrics;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Journaling;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest;

/// <summary>What the room counts. Counted per frame where the path is hot.</summary>
internal sealed class IngestMetrics
{
    public const string MeterName = "SmartCity.Ioc.Ingest";

    private readonly Meter _meter;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _foreign;
    private readonly Counter<long> _shed;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _faults;
    private readonly Histogram<double> _flush;
    private readonly Histogram<double> _checkpoint;
    private readonly Histogram<double> _pause;

    /// <param name="status">Whose figures are shown; a bench for decoders has none.</param>
    public IngestMetrics(IMeterFactory meters, IngestStatus? status = null)
    {
        var meter = _meter = meters.Create(MeterName);
        _messages = meter.CreateCounter<long>("ioc.ingest.messages", "{message}", "Messages taken into the journal of inputs.");
        _bytes = meter.CreateCounter<long>("ioc.ingest.io", "By", "Bytes taken into the journal of inputs.");
        _frames = meter.CreateCounter<long>("ioc.ingest.frames", "{frame}", "Frames of the journal of inputs, by kind.");
        _refused = meter.CreateCounter<long>("ioc.ingest.refused", "{message}", "Times that a sender was made to wait because the inbox was full.");
        _foreign = meter.CreateCounter<long>("ioc.ingest.foreign", "{message}", "Messages on topics that are not the city's.");
        _shed = meter.CreateCounter<long>("ioc.ingest.shed", "{message}", "QoS 0 messages not taken in, by reason and kind: the journal refused, or the shard was behind.");
        _failed = meter.CreateCounter<long>("ioc.ingest.failed", "{message}", "Messages handed back to their senders because the journal could not take them.");
        _quarantined = meter.CreateCounter<long>("ioc.ingest.quarantined", "{message}", "Messages put aside, by reason.");
        _faults = meter.CreateCounter<long>("ioc.ingest.faults", "{fault}", "Messages on which our own code failed.");
        _flush = meter.CreateHistogram<double>("ioc.ingest.journal.flush.duration", "s", "Time to make a group of frames safe.");
        _checkpoint = meter.CreateHistogram<double>("ioc.ingest.checkpoint.duration", "s", "Time to write a checkpoint, off the shard's thread.");
        _pause = meter.CreateHistogram<double>("ioc.ingest.checkpoint.pause", "s", "Time that the shard stands still for a checkpoint.");
        if (status is not null)
        {
            meter.CreateObservableGauge(
                "ioc.ingest.load.stage", () => (int)status.LoadStage, "{stage}",
                "What is given up under load: 0 nothing, 1 and 2 single readings in history, 3 and 4 QoS 0.");
            meter.CreateObservableGauge(
                "ioc.ingest.lag", () => status.Lag.TotalSeconds, "s", "Age of the oldest message that the shard has not dealt with.");
        }
    }

    public void Watch(InputInbox inbox)
    {
        _meter.CreateObservableGauge("ioc.ingest.inbox.used", () => inbox.UsedBuffers, "{buffer}", "Buffers of the inbox that hold messages the shard has not dealt with.");
        _meter.CreateObservableGauge("ioc.ingest.inbox.limit", () => inbox.Buffers, "{buffer}", "Buffers that the inbox has; with all in use the sockets are not read.");
    }

    public void Watch(LiveFrameQueue frames)
    {
        _meter.CreateObservableGauge("ioc.ingest.queue.used", () => frames.Count, "{frame}", "Frames between the journal and the shard.");
        _meter.CreateObservableGauge("ioc.ingest.queue.limit", () => frames.Capacity, "{frame}", "Frames that may be there; then the journal waits.");
    }

    public void CountFrame(FrameKind kind, int messages, int bytes)
    {
        _frames.Add(1, new KeyValuePair<string, object?>("kind", Name(kind)));
        _messages.Add(messages);
        _bytes.Add(bytes);
    }

    public void CountRefused() => _refused.Add(1);

    public void CountForeign() => _foreign.Add(1);

    /// <summary>Lost because the journal could not take them: nobody looks of what kind they were.</summary>
    public void CountShed(int messages) =>
        _shed.Add(messages, new KeyValuePair<string, object?>("reason", "journal"), new KeyValuePair<string, object?>("kind", "any"));

    /// <summary>Shed because the shard was behind.</summary>
    /// <param name="kind">Of the declared ones, or <c>other</c>.</param>
    public void CountShed(long messages, string kind) =>
        _shed.Add(messages, new KeyValuePair<string, object?>("reason", "load"), new KeyValuePair<string, object?>("kind", kind));

    public void CountFailed(int messages) => _failed.Add(messages);

    public void CountQuarantined(QuarantineReason reason) =>
        _quarantined.Add(1, new KeyValuePair<string, object?>("reason", Name(reason)));

    public void CountFault() => _faults.Add(1);

    public void RecordFlush(TimeSpan duration) => _flush.Record(duration.TotalSeconds);

    public void RecordCheckpoint(TimeSpan duration) => _checkpoint.Record(duration.TotalSeconds);

    public void RecordCheckpointPause(TimeSpan duration) => _pause.Record(duration.TotalSeconds);

    private static string Name(FrameKind kind) => kind switch
    {
        FrameKind.Messages => "messages",
        FrameKind.Tick => "tick",
        FrameKind.Command => "command",
        FrameKind.PutAside => "put-aside",
        FrameKind.Decoders => "decoders",
        FrameKind.Redrive => "redrive",
        FrameKind.Load => "load",
        _ => "other",
    };

    private static string Name(QuarantineReason reason) => reason switch
    {
        QuarantineReason.MalformedTopic => "malformed-topic",
        QuarantineReason.MalformedPayload => "malformed-payload",
        QuarantineReason.TooLarge => "too-large",
        QuarantineReason.UnknownDevice => "unknown-device",
        QuarantineReason.IdentityMismatch => "identity-mismatch",
        QuarantineReason.BadTime => "bad-time",
        QuarantineReason.FutureTime => "future-time",
        QuarantineReason.OutOfRange => "out-of-range",
        QuarantineReason.BadType => "bad-type",
        QuarantineReason.Empty => "empty",
        QuarantineReason.ProcessingFailed => "processing-failed",
        QuarantineReason.Unmapped => "unmapped",
        QuarantineReason.BadUnit => "bad-unit",
        QuarantineReason.BeforeBirth => "before-birth",
        _ => "other",
    };
}
