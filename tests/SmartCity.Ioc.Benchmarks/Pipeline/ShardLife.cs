using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Journaling;
using SmartCity.Ioc.Ingest.Shards;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Checkpoints;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Storage.TimeSeries;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>One life of a shard over a folder that outlives it, as the server has it: real journals of inputs and outputs, real checkpoints.</summary>
internal sealed class ShardLife : IDisposable
{
    private readonly Unneeded _unneeded = new();
    private readonly LiveFrameQueue _live = new(16);
    private readonly FileJournal _outputs;
    private readonly ShardCrew _crew;
    private readonly CityPipeline _pipeline;
    private readonly ShardLoop _shard;
    private readonly List<IDisposable> _subscriptions = [];

    public ShardLife(string folder, int devices, TimeSpan interval, int shards, bool writeReadings)
    {
        Inputs = FileJournal.Open(
            new FileJournalOptions { Directory = Path.Combine(folder, "inputs"), Name = "inputs" }, NullLogger.Instance);
        _outputs = FileJournal.Open(
            new FileJournalOptions { Directory = Path.Combine(folder, "outputs"), Name = "outputs" }, NullLogger.Instance);
        var registry = new CityRegistry(BenchCity.Of(devices, interval));
        var ledger = new Ledger();
        var metrics = new IngestMetrics(_unneeded);
        _crew = new ShardCrew(shards);
        _pipeline = new CityPipeline(registry, new PipelineOptions { Shards = shards }, ledger, new AlertEngine(registry, []), _crew);
        var points = new PointLog(_outputs, registry, ledger, new RecoveredOutputs(), writeReadings);
        _subscriptions.Add(_pipeline.Accepted.Subscribe(points.AddReadings));
        _subscriptions.Add(_pipeline.Windows.Subscribe(windows =>
        {
            foreach (var window in windows)
            {
                points.AddWindow(window);
            }
        }));
        _shard = new ShardLoop(
            new ShardParts
            {
                Inputs = Inputs,
                Checkpoints = new FileCheckpointStore(Path.Combine(folder, "checkpoints"), NullLogger<FileCheckpointStore>.Instance),
                Points = points,
                Registry = registry,
                Pipeline = _pipeline,
                Clock = ClockSource.Host,
                Crew = _crew,
                Map = _pipeline.Shards,
                Ledger = ledger,
                Quarantine = _unneeded,
                Outputs = [],
            },
            _live, new InputInbox(4, 1024 * 1024, metrics), new IngestOptions(), new RegistrationOptions(), TimeProvider.System, new IngestStatus(),
            metrics, NullLogger.Instance);
    }

    public FileJournal Inputs { get; }

    public void Recover() => _shard.Recover(CancellationToken.None);

    /// <summary>Stops in order: leaves a checkpoint behind.</summary>
    public void Stop()
    {
        _live.Complete();
        _shard.Follow(CancellationToken.None);
    }

    public void Dispose()
    {
        _shard.Dispose();
        _subscriptions.ForEach(subscription => subscription.Dispose());
        _pipeline.Dispose();
        _crew.Dispose();
        _outputs.Dispose();
        Inputs.Dispose();
        _unneeded.Dispose();
    }
}
