using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Ingest.Shards;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>A journal, a decoder and a pipeline in a row, and frames for them: every device once in ten seconds of the clock.</summary>
internal sealed class MessagePath : IBatchSink, IDisposable
{
    public const int MessagesInFrame = DeviceFrames.MessagesInFrame;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly FileJournal _journal;
    private readonly PipelineClock _clock = new(ClockSource.Host);
    private readonly CityPipeline _pipeline;
    private readonly FrameDecoder _decoder;
    private readonly StateBuffer _state = new();
    private readonly Unneeded _unneeded = new();
    private readonly DeviceFrames _frames;

    public MessagePath(int devices)
    {
        _journal = FileJournal.Open(
            new FileJournalOptions { Directory = _folder.Path, Name = "bench", BudgetBytes = 1L << 30, KeepSpan = TimeSpan.Zero }, NullLogger.Instance);
        var registry = new CityRegistry(BenchCity.Of(devices, Interval));
        var ledger = new Ledger();
        var metrics = new IngestMetrics(_unneeded);
        _pipeline = new CityPipeline(registry, new PipelineOptions { ClosedWindows = 0 }, ledger, new AlertEngine(registry, []));
        _decoder = new FrameDecoder(
            registry, new RegistrationOptions(), _clock, new QuarantineDesk(_unneeded, metrics), ledger, this, metrics, NullLogger.Instance);
        _frames = new DeviceFrames(devices, Interval);

        // A minute and a half of the clock: every array has its size, and every length but the roll-ups has closed.
        for (var i = 0; i < 9 * _frames.InRound; i++)
        {
            OneFrame();
        }
    }

    /// <returns>How many messages it held.</returns>
    public int OneFrame()
    {
        var position = new JournalPosition(_frames.Made);
        var frame = _frames.Next(out var time);
        _journal.Append(FrameKind.Messages, time, frame.Span);
        _journal.Flush(durable: false);
        _clock.OnFrame(time);
        return _decoder.Decode(position, time, frame);
    }

    /// <returns>Processor time of making a message, in nanoseconds. The frames are of no use afterwards.</returns>
    public double TimeOfMaking() => ProcessorTime.Of(TimeSpan.FromMilliseconds(500), () =>
    {
        for (var i = 0; i < 100; i++)
        {
            _frames.Next(out _);
        }

        return 100 * MessagesInFrame;
    });

    /// <returns>The size of the state.</returns>
    public int WriteDown()
    {
        _state.Clear();
        using var writer = new BinaryWriter(_state, Encoding.UTF8, leaveOpen: true);
        _pipeline.Save(writer);
        return (int)_state.Length;
    }

    public void OnReject(int device, QuarantineReason reason) => throw new InvalidOperationException($"Put aside: {reason}");

    public void OnBatch(ReadingBatch batch) => _pipeline.OnBatch(batch);

    public void Dispose()
    {
        _decoder.Dispose();
        _pipeline.Dispose();
        _state.Dispose();
        _journal.Dispose();
        _unneeded.Dispose();
        _folder.Dispose();
    }
}
