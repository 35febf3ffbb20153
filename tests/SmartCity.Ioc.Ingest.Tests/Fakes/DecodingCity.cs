using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Ingest.Shards;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Ingest.Fakes;

/// <summary>The small city with a decoder in front of it: frames in, messages and put-aside ones out.</summary>
internal sealed class DecodingCity : IBatchSink, IDisposable
{
    /// <summary>22 November 2026, 04:00 UTC.</summary>
    public const long Arrival = 1_795_320_000_000_000_000;

    public const string Air = "ioc/v1/e1/air/air-1";

    private readonly CollectedQuarantine _quarantine = new();
    private readonly PipelineClock _clock;
    private long _position;

    private readonly ShardCrew _crew;

    public DecodingCity(RegistrationOptions? registration = null, ClockSource clock = ClockSource.Host, int shards = 1)
    {
        _crew = new ShardCrew(shards, leastWorth: 1);
        Registry = new CityRegistry(SmallCity.Create());
        _clock = new PipelineClock(clock);
        var metrics = Metrics.Create();
        Decoder = new FrameDecoder(
            Registry, registration ?? new RegistrationOptions(), _clock, new QuarantineDesk(_quarantine, metrics), Ledger, this, metrics,
            NullLogger.Instance);
        Map = new ShardMap(Registry, shards);
        Decoder.ShareWith(_crew, Map, registration ?? new RegistrationOptions());
    }

    public ShardMap Map { get; }

    public CityRegistry Registry { get; }

    public FrameDecoder Decoder { get; }

    public Ledger Ledger { get; } = new();

    public List<Seen> Messages { get; } = [];

    /// <summary>What the pipeline was told about messages put aside.</summary>
    public List<(string Device, QuarantineReason Reason)> Rejects { get; } = [];

    /// <summary>After how many messages each of them came.</summary>
    public List<int> RejectedAfter { get; } = [];

    /// <summary>What the pipeline does with a batch.</summary>
    public Action<ReadingBatch>? Deciding { get; set; }

    public IReadOnlyList<QuarantinedMessage> Quarantined => _quarantine.Messages;

    public void Send(string topic, string payload, DeliveryMarks marks = default, long at = Arrival) =>
        Send(topic, Encoding.UTF8.GetBytes(payload), marks, at);

    public void Send(string topic, byte[] payload, DeliveryMarks marks = default, long at = Arrival) =>
        SendFrame(Frame((topic, payload, marks)), at);

    public void SendFrame(byte[] body, long at = Arrival)
    {
        _clock.OnFrame(at);
        Decoder.Decode(new JournalPosition(_position++), at, body);
    }

    public static byte[] Frame(params (string Topic, byte[] Payload, DeliveryMarks Marks)[] messages)
    {
        var buffer = new byte[1 + messages.Sum(m => MessageFrameWriter.MaxLength(Encoding.UTF8.GetByteCount(m.Topic), m.Payload.Length))];
        var length = MessageFrameWriter.WriteHeader(buffer);
        foreach (var (topic, payload, marks) in messages)
        {
            length += MessageFrameWriter.Write(
                buffer.AsSpan(length), marks, Encoding.UTF8.GetBytes(topic), new ReadOnlySequence<byte>(payload), InputInbox.MaxPayload);
        }

        return buffer[..length];
    }

    /// <summary>The one message that must have come of what was sent, with nothing put aside.</summary>
    public Seen Single()
    {
        Quarantined.Should().BeEmpty();
        return Messages.Should().ContainSingle().Subject;
    }

    /// <summary>The one put-aside message that must have come of what was sent.</summary>
    public QuarantinedMessage SingleQuarantined()
    {
        Messages.Should().BeEmpty();
        return Quarantined.Should().ContainSingle().Subject;
    }

    public void Dispose()
    {
        Decoder.Dispose();
        _crew.Dispose();
    }

    void IBatchSink.OnReject(int device, QuarantineReason reason)
    {
        Rejects.Add((Registry.Device(device).Id, reason));
        RejectedAfter.Add(Messages.Count);
    }

    void IBatchSink.OnBatch(ReadingBatch batch)
    {
        Messages.AddRange(Seen.From(batch, Registry));
        Deciding?.Invoke(batch);
    }
}
