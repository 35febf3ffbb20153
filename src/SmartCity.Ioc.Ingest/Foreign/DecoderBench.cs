using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Ingest.Shards;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>
/// The server's own way from a message to readings, with nothing behind it: for trying decoders and mappings out. Each message gives lines of
/// JSON, <c>{"device", "zone", "kind", "time", "values", …}</c> or <c>{"quarantined", "detail", "topic"}</c>.
/// </summary>
public sealed class DecoderBench : IDisposable, IBatchSink, IQuarantineStore
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CityRegistry _registry;
    private readonly PipelineClock _clock;
    private readonly Meters _meters = new();
    private readonly FrameDecoder _decoder;
    private readonly List<DecodedLine> _lines = [];
    private long _position;

    public DecoderBench(CityModel city)
        : this(city, new RegistrationOptions(), ClockSource.Host)
    {
    }

    public DecoderBench(CityModel city, RegistrationOptions registration, ClockSource clock)
    {
        _clock = new PipelineClock(clock);
        _registry = new CityRegistry(city);
        var metrics = new IngestMetrics(_meters);
        _decoder = new FrameDecoder(
            _registry, registration, _clock, new QuarantineDesk(this, metrics), Ledger, this, metrics, NullLogger.Instance);
    }

    public CityRegistry Registry => _registry;

    /// <summary>What came in and what was put aside; the rest is counted by whoever takes the readings.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>Told which device's message was put aside, and why.</summary>
    public Action<int, QuarantineReason>? Rejected { get; set; }

    /// <summary>Takes the readings instead of lines of JSON; a batch is valid during the call.</summary>
    public Action<ReadingBatch>? Decoded { get; set; }

    /// <returns>What is wrong with the decoders, or null.</returns>
    public string? PutInForce(string decoders) => _decoder.Foreign.Replace(decoders);

    /// <param name="at">Of its arrival; not before that of the message before.</param>
    /// <returns>Valid until the next call.</returns>
    public IReadOnlyList<DecodedLine> Decode(string topic, byte[] payload, bool retain, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(payload);
        _lines.Clear();
        var name = Encoding.UTF8.GetBytes(topic);
        var body = new byte[MessageFrameWriter.HeaderLength + MessageFrameWriter.MaxLength(name.Length, payload.Length)];
        var length = MessageFrameWriter.WriteHeader(body);
        length += MessageFrameWriter.Write(
            body.AsSpan(length), retain ? DeliveryMarks.Retained : DeliveryMarks.None, name, new ReadOnlySequence<byte>(payload), InputInbox.MaxPayload);
        var nanos = (at - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        _clock.OnFrame(nanos);
        _decoder.Decode(new JournalPosition(_position++), nanos, body.AsMemory(0, length));
        return _lines;
    }

    /// <summary>Decodes a frame of a journal of inputs, of messages; its time is not before that of the frame before.</summary>
    public void Decode(in JournalFrame frame)
    {
        _lines.Clear();
        _clock.OnFrame(frame.TimeNanos);
        _decoder.Decode(frame.Position, frame.TimeNanos, frame.Body);
    }

    void IBatchSink.OnReject(int device, QuarantineReason reason) => Rejected?.Invoke(device, reason);

    void IBatchSink.OnBatch(ReadingBatch batch)
    {
        if (Decoded is not null)
        {
            Decoded(batch);
            return;
        }

        for (var i = 0; i < batch.Messages.Length; i++)
        {
            _lines.Add(new DecodedLine(true, Line(json => Write(json, batch, i))));
        }
    }

    void IQuarantineStore.Add(QuarantinedMessage message)
    {
        if (Decoded is null)
        {
            _lines.Add(new DecodedLine(false, Line(json =>
            {
                json.WriteString("quarantined", JsonNamingPolicy.KebabCaseLower.ConvertName(message.Reason.ToString()));
                json.WriteString("detail", message.Detail);
                json.WriteString("topic", message.Topic);
            })));
        }
    }

    void IQuarantineStore.Remove(JournalPosition position, int ordinal)
    {
        // Nothing is kept here.
    }

    ValueTask<(IReadOnlyList<QuarantinedMessage> Messages, string? NextCursor)> IQuarantineStore.ListAsync(
        QuarantineReason? reason, string? cursor, int limit, CancellationToken cancellation) => throw new NotSupportedException("Nothing is kept here.");

    public void Dispose()
    {
        _decoder.Dispose();
        _meters.Dispose();
    }

    private static string Line(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void Write(Utf8JsonWriter json, ReadingBatch batch, int index)
    {
        var message = batch.Messages[index];
        var device = _registry.Device(message.Device);
        json.WriteString("device", device.Id);
        json.WriteString("zone", _registry.Zones[device.Zone].Id);
        json.WriteString("kind", _registry.Kinds[device.Kind].Id);
        json.WriteString("time", DateTimeOffset.UnixEpoch.AddTicks(message.MeasuredAtNanos / TimeSpan.NanosecondsPerTick));
        if ((message.Marks & MessageMarks.TimeAssumed) != 0)
        {
            json.WriteBoolean("timeAssumed", true);
        }

        if ((message.Marks & MessageMarks.HasSequence) != 0)
        {
            json.WriteNumber("seq", message.Identity);
        }

        if ((message.Marks & (MessageMarks.StatusOnline | MessageMarks.StatusOffline)) != 0)
        {
            json.WriteString("status", (message.Marks & MessageMarks.StatusOnline) != 0 ? "online" : "offline");
        }

        if ((message.Marks & MessageMarks.Historical) != 0)
        {
            json.WriteBoolean("historical", true);
        }

        if ((message.Marks & MessageMarks.Retained) != 0)
        {
            json.WriteBoolean("retained", true);
        }

        WriteDetails(json, batch, index, message);
    }

    private void WriteDetails(Utf8JsonWriter json, ReadingBatch batch, int index, in DeviceMessage message)
    {
        json.WriteStartObject("values");
        foreach (var value in batch.ValuesOf(message))
        {
            json.WriteNumber(_registry.MetricName(value.Metric), value.Value);
        }

        json.WriteEndObject();
        if (batch.Attributes.Exists(a => a.Message == index))
        {
            json.WriteStartObject("attributes");
            foreach (var attribute in batch.Attributes.Where(a => a.Message == index))
            {
                json.WriteString(attribute.Name, attribute.Value);
            }

            json.WriteEndObject();
        }

        if (batch.Events.Exists(e => e.Message == index))
        {
            json.WriteStartArray("events");
            foreach (var detection in batch.Events.Where(e => e.Message == index))
            {
                json.WriteRawValue(detection.Json);
            }

            json.WriteEndArray();
        }

        foreach (var location in batch.Locations.Where(l => l.Message == index))
        {
            json.WriteStartObject("loc");
            json.WriteNumber("lat", location.Location.Lat);
            json.WriteNumber("lon", location.Location.Lon);
            json.WriteEndObject();
        }
    }

    private sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> _made = [];

        public Meter Create(MeterOptions options)
        {
            _made.Add(new Meter(options));
            return _made[^1];
        }

        public void Dispose() => _made.ForEach(meter => meter.Dispose());
    }
}
