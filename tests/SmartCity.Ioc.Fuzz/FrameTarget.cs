using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Ingest.Shards;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Fuzz;

/// <summary>
/// Any bytes as a frame's body, and as the payload and the topic of a message: decoding logs no failure of its own, and every message is in
/// a batch or put aside.
/// </summary>
internal sealed class FrameTarget : IBatchSink, IQuarantineStore, IMeterFactory
{
    private static readonly LocalizedText Name = new("x", "x");

    private readonly PipelineClock _clock = new(ClockSource.Host);
    private readonly Ledger _ledger = new();
    private readonly FrameDecoder _decoder;
    private long _messages;
    private long _quarantined;
    private long _frame;

    public FrameTarget()
    {
        var metric = new MetricDefinition("pm25", Name, "µg/m³", 0, 1000, 1, Percentiles: false);
        var city = new CityModel
        {
            Id = "fuzz",
            Name = Name,
            TimeZone = "Asia/Ho_Chi_Minh",
            Zones = new ZoneTree([new Zone(0, "z", Name, ZoneLevel.Province, -1, default)]),
            Kinds = [new DeviceKind(0, "air", Name, Domain.Environment, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), [metric])],
            Devices = [new DeviceDefinition("a", 0, 0, Name, default, null)],
            Rules = [],
        };
        var metrics = new IngestMetrics(this);
        _decoder = new FrameDecoder(
            new CityRegistry(city), new RegistrationOptions { MaxDevices = 100, MaxKinds = 5, MaxZones = 5 }, _clock,
            new QuarantineDesk(this, metrics), _ledger, this, metrics, NullLogger.Instance);
    }

    /// <exception cref="InvalidOperationException">A finding.</exception>
    public void Run(ReadOnlySpan<byte> input)
    {
        Decode(input);
        Decode(Framed("ioc/v1/z/air/a"u8, input));
        Decode(Framed(input, "{\"pm25\": 1}"u8));
        Decode(Framed([.. "ioc/v1/"u8, .. input], "{\"pm25\": 1}"u8));
        var counts = _ledger.Snapshot(minutes: 1).Messages;
        if (counts.Received != _messages + _quarantined || counts.Quarantined != _quarantined)
        {
            throw new InvalidOperationException($"Received {counts.Received}, {_messages} in batches, {_quarantined} put aside.");
        }
    }

    void IBatchSink.OnBatch(ReadingBatch batch)
    {
        foreach (var message in batch.Messages)
        {
            _messages += (message.Marks & MessageMarks.Retained) == 0 ? 1 : 0;
        }
    }

    void IBatchSink.OnReject(int device, QuarantineReason reason)
    {
    }

    void IQuarantineStore.Add(QuarantinedMessage message)
    {
        _quarantined++;
        if (message.Detail.StartsWith("Decoding failed", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(message.Detail);
        }
    }

    void IQuarantineStore.Remove(JournalPosition position, int ordinal) => throw new NotSupportedException();

    ValueTask<(IReadOnlyList<QuarantinedMessage> Messages, string? NextCursor)> IQuarantineStore.ListAsync(
        QuarantineReason? reason, string? cursor, int limit, CancellationToken cancellation) => throw new NotSupportedException();

    Meter IMeterFactory.Create(MeterOptions options) => new(options);

    void IDisposable.Dispose() => _decoder.Dispose();

    private static byte[] Framed(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        var body = new byte[1 + MessageFrameWriter.MaxLength(topic.Length, payload.Length)];
        var length = MessageFrameWriter.WriteHeader(body);
        length += MessageFrameWriter.Write(body.AsSpan(length), default, topic, new(payload.ToArray()), InputInbox.MaxPayload);
        return body[..length];
    }

    private void Decode(ReadOnlySpan<byte> body)
    {
        _clock.OnFrame(++_frame * 1_000_000);
        _decoder.Decode(new JournalPosition(_frame), _frame * 1_000_000, body.ToArray());
    }
}
