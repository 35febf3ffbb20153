using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Alerts.Engine;
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
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Territory;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>A journal, a decoder and a pipeline in a row, and frames for them: every device once in ten seconds of the clock.</summary>
internal sealed class MessagePath : IMeterFactory, IBatchSink, IQuarantineStore, IDisposable
{
    public const int MessagesInFrame = 250;

    private const int Metrics = 8;
    private const long IntervalNanos = 10_000_000_000;

    private readonly TemporaryFolder _folder = new();
    private readonly FileJournal _journal;
    private readonly PipelineClock _clock = new(ClockSource.Host);
    private readonly CityPipeline _pipeline;
    private readonly FrameDecoder _decoder;
    private readonly StateBuffer _state = new();
    private readonly byte[][] _frames;
    private readonly int _devices;
    private long _frame;

    public MessagePath(int devices)
    {
        _devices = devices;
        _journal = FileJournal.Open(
            new FileJournalOptions { Directory = _folder.Path, Name = "bench", BudgetBytes = 1L << 30, KeepSpan = TimeSpan.Zero }, NullLogger.Instance);
        var registry = new CityRegistry(City(devices));
        var ledger = new Ledger();
        var metrics = new IngestMetrics(this);
        _pipeline = new CityPipeline(registry, new PipelineOptions { ClosedWindows = 0 }, ledger, new AlertEngine(registry, []));
        _decoder = new FrameDecoder(
            registry, new RegistrationOptions(), _clock, new QuarantineDesk(this, metrics), ledger, this, metrics, NullLogger.Instance);

        // The digits that change with each round are written into the frame in place.
        _frames = new byte[devices / MessagesInFrame][];
        for (var i = 0; i < _frames.Length; i++)
        {
            _frames[i] = Frame(i * MessagesInFrame);
        }

        // A minute and a half of the clock: every array has its size, and every length but the roll-ups has closed.
        for (var i = 0; i < 9 * _frames.Length; i++)
        {
            OneFrame();
        }
    }

    /// <returns>How many messages it held.</returns>
    public int OneFrame()
    {
        var frame = _frames[_frame % _frames.Length];
        var round = _frame / _frames.Length;
        var time = 1_795_320_000_000_000_000 + (_frame * IntervalNanos * MessagesInFrame / _devices);
        Stamp(frame, (time / 1_000_000) - 20, round);
        _journal.Append(FrameKind.Messages, time, frame);
        _journal.Flush(durable: false);
        _clock.OnFrame(time);
        return _decoder.Decode(new JournalPosition(_frame++), time, frame);
    }

    /// <returns>The size of the state.</returns>
    public int WriteDown()
    {
        _state.Clear();
        using var writer = new BinaryWriter(_state, Encoding.UTF8, leaveOpen: true);
        _pipeline.Save(writer);
        return (int)_state.Length;
    }

    public Meter Create(MeterOptions options) => new(options);

    public void OnReject(int device, QuarantineReason reason) => throw new InvalidOperationException($"Put aside: {reason}");

    public void OnBatch(ReadingBatch batch) => _pipeline.OnBatch(batch);

    public void Add(QuarantinedMessage message) => throw new InvalidOperationException(message.Detail);

    public void Remove(JournalPosition position, int ordinal) => throw new NotSupportedException();

    public ValueTask<(IReadOnlyList<QuarantinedMessage> Messages, string? NextCursor)> ListAsync(
        QuarantineReason? reason, string? cursor, int limit, CancellationToken cancellation) => throw new NotSupportedException();

    public void Dispose()
    {
        _decoder.Dispose();
        _pipeline.Dispose();
        _state.Dispose();
        _journal.Dispose();
        _folder.Dispose();
    }

    private static byte[] Frame(int first)
    {
        var buffer = new byte[MessagesInFrame * 400];
        var length = MessageFrameWriter.WriteHeader(buffer);
        for (var i = first; i < first + MessagesInFrame; i++)
        {
            var payload = Encoding.UTF8.GetBytes(
                $$"""{"ts":{{1795320000000}},"seq":{{1000000000}},"m0":38.{{i % 10}},"m1":51,"m2":29.4,"m3":71.5,"m4":12.1,"m5":31.25,"m6":0.4,"m7":61}""");
            length += MessageFrameWriter.Write(
                buffer.AsSpan(length), default, Encoding.UTF8.GetBytes($"ioc/v1/ward-{6 + (i % 50)}/sensor/device-{i:D7}"), new ReadOnlySequence<byte>(payload),
                InputInbox.MaxPayload);
        }

        return buffer[..length];
    }

    // "ts" and "seq" have the same digits in every round.
    private static void Stamp(byte[] frame, long ms, long round)
    {
        var rest = frame.AsSpan();
        for (var at = rest.IndexOf("\"ts\":"u8); at >= 0; at = rest.IndexOf("\"ts\":"u8))
        {
            ms.TryFormat(rest.Slice(at + 5, 13), out _);
            (1_000_000_000 + round).TryFormat(rest.Slice(at + 25, 10), out _);
            rest = rest[(at + 35)..];
        }
    }

    private static CityModel City(int devices)
    {
        var place = new GeoPoint(10.35, 107.08);
        return new CityModel
        {
            Id = "bench",
            Name = Text("bench"),
            TimeZone = "Asia/Ho_Chi_Minh",
            Zones = new ZoneTree(
            [
                new Zone(0, "province", Text("province"), ZoneLevel.Province, -1, place),
                .. Enumerable.Range(1, 5).Select(i => new Zone(i, $"city-{i}", Text("city"), ZoneLevel.City, 0, place)),
                .. Enumerable.Range(6, 50).Select(i => new Zone(i, $"ward-{i}", Text("ward"), ZoneLevel.Ward, 1 + (i % 5), place)),
            ]),
            Kinds =
            [
                new DeviceKind(
                    0, "sensor", Text("sensor"), Domain.Environment, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30),
                    [.. Enumerable.Range(0, Metrics).Select(i => new MetricDefinition($"m{i}", Text("m"), string.Empty, 0, 100, 2, false))]),
            ],
            Devices = [.. Enumerable.Range(0, devices).Select(i => new DeviceDefinition($"device-{i:D7}", 6 + (i % 50), 0, Text("d"), place, null))],
            Rules = [],
        };
    }

    private static LocalizedText Text(string text) => new(text, text);
}
