using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Ingest.Shards;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Benchmarks.Ingest;

/// <summary>A frame's bytes to a batch: topic to device, JSON to 8 metrics, about 200 bytes a message. Per message; allocation must be 0 B.</summary>
[MemoryDiagnoser]
public class DecodeBenchmark : IMeterFactory
{
    private const int MessagesInFrame = 1_000;

    private readonly PipelineClock _clock = new(ClockSource.Host);
    private readonly List<byte[]> _frames = [];
    private FrameDecoder _decoder = null!;
    private long _frame;

    [Params(1_000, 100_000)]
    public int Devices { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var metrics = new IngestMetrics(this);
        _decoder = new FrameDecoder(
            new CityRegistry(SmallCity.Create()), new RegistrationOptions { MaxDevices = Devices }, _clock,
            new QuarantineDesk(new NoQuarantine(), metrics), new Ledger(), new NoPipeline(), metrics, NullLogger.Instance);
        for (var first = 0; first < Devices; first += MessagesInFrame)
        {
            _frames.Add(Frame(first));
        }

        _frames.ForEach(_ => Decode());
    }

    [GlobalCleanup]
    public void Cleanup() => _decoder.Dispose();

    [Benchmark(OperationsPerInvoke = MessagesInFrame)]
    public int Decode()
    {
        var time = 1_795_320_000_000_000_000 + (_frame * 1_000_000);
        _clock.OnFrame(time);
        return _decoder.Decode(new JournalPosition(_frame), time, _frames[(int)(_frame++ % _frames.Count)]);
    }

    public Meter Create(MeterOptions options) => new(options);

    public void Dispose() => GC.SuppressFinalize(this);

    private static byte[] Frame(int first)
    {
        var buffer = new byte[MessagesInFrame * 400];
        var length = MessageFrameWriter.WriteHeader(buffer);
        for (var i = first; i < first + MessagesInFrame; i++)
        {
            var payload = Encoding.UTF8.GetBytes(
                $$"""{"ts":{{1795320000000 + i}},"seq":{{i}},"pm25":38.{{i % 10}},"pm10":51,"temp":29.4,"hum":71.5,"no2":12.1,"o3":31.25,"co":0.4,"noise":61}""");
            length += MessageFrameWriter.Write(
                buffer.AsSpan(length), default, Encoding.UTF8.GetBytes($"ioc/v1/e1/air/air-{i:D6}"), new ReadOnlySequence<byte>(payload),
                InputInbox.MaxPayload);
        }

        return buffer[..length];
    }

    private sealed class NoPipeline : IBatchSink
    {
        public void OnReject(int device, QuarantineReason reason) => throw new InvalidOperationException($"Put aside: {reason}");

        public void OnBatch(ReadingBatch batch)
        {
        }
    }

    private sealed class NoQuarantine : IQuarantineStore
    {
        public void Add(QuarantinedMessage message) => throw new InvalidOperationException(message.Detail);

        public void Remove(JournalPosition position, int ordinal) => throw new NotSupportedException();

        public ValueTask<(IReadOnlyList<QuarantinedMessage> Messages, string? NextCursor)> ListAsync(
            QuarantineReason? reason, string? cursor, int limit, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
