using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Journaling;
using SmartCity.Ioc.Ingest.Shards;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Checkpoints;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Ingest.Fakes;

/// <summary>One life of a shard over a folder that outlives it: the real journal and the real checkpoints. Runs on the caller's thread.</summary>
internal sealed class ShardRun : IDisposable
{
    private readonly CancellationTokenSource _kill = new();
    private readonly LiveFrameQueue _live = new(1024);
    private readonly ShardLoop _shard;
    private readonly ShardCrew _crew;
    private int _callsLeft = int.MaxValue;

    public ShardRun(string folder, ListPointLog points, CollectedQuarantine quarantine, IReadOnlyList<IShardOutput>? outputs = null, int shards = 1,
        CityModel? city = null)
    {
        _crew = new ShardCrew(shards, leastWorth: 1);
        Inputs = FileJournal.Open(
            new FileJournalOptions { Directory = Path.Combine(folder, "inputs"), Name = "inputs", SegmentBytes = 1024 }, NullLogger.Instance);
        Registry = new CityRegistry(city ?? SmallCity.Create());
        points.Forget();
        Pipeline = new HashingPipeline(Registry, Ledger, points) { Called = OnCall };
        Checkpoints = new FileCheckpointStore(Path.Combine(folder, "checkpoints"), NullLogger<FileCheckpointStore>.Instance);
        var metrics = Metrics.Create();
        _shard = new ShardLoop(
            new ShardParts
            {
                Inputs = Inputs,
                Checkpoints = Checkpoints,
                Points = points,
                Registry = Registry,
                Pipeline = Pipeline,
                Clock = ClockSource.Host,
                Crew = _crew,
                Map = new ShardMap(Registry, shards),
                Ledger = Ledger,
                Quarantine = quarantine,
                Outputs = outputs ?? [],
            },
            _live, new InputInbox(4, 1024 * 1024, metrics), new IngestOptions { Checkpoint = TimeSpan.FromSeconds(5) },
            new RegistrationOptions { MaxDevices = 3, MaxMetricsPerKind = 2 }, Time, Status, metrics, NullLogger.Instance)
        {
            SyncWanted = () => SyncsWanted++,
        };
    }

    public FileJournal Inputs { get; }

    public FileCheckpointStore Checkpoints { get; }

    public CityRegistry Registry { get; }

    public Ledger Ledger { get; } = new();

    public HashingPipeline Pipeline { get; }

    public ManualTimeProvider Time { get; } = new();

    public IngestStatus Status { get; } = new();

    public int SyncsWanted { get; private set; }

    /// <summary>Frames do not go on while a checkpoint is written, so that each is due where the clock says.</summary>
    public bool WaitsForCheckpoints { get; init; }

    public int Calls { get; private set; }

    /// <summary>Appends frames, a second apart, and leaves them in the queue for <see cref="Follow"/>.</summary>
    public void Append(IEnumerable<(FrameKind Kind, byte[] Body)> frames, bool durable = true)
    {
        foreach (var (kind, body) in frames)
        {
            var begin = Inputs.End;
            var time = Math.Max(DecodingCity.Arrival, Inputs.LastTimeNanos) + 1_000_000_000;
            var next = Inputs.Append(kind, time, body);
            InboxBuffer? buffer = null;
            PendingCommand? command = null;
            if (kind == FrameKind.Messages)
            {
                buffer = Rebuilt(body);
            }
            else if (kind == FrameKind.Command)
            {
                command = new PendingCommand(CommandJson.Decode(body)!, body);
            }
            else if (kind is FrameKind.Decoders or FrameKind.Redrive or FrameKind.Load)
            {
                command = new PendingCommand(kind, body);
            }

            _live.Enqueue(new LiveFrame(kind, begin, next, time, buffer, command, durable));
        }

        Inputs.Flush(durable: true);
    }

    /// <returns>False when the life ended before it was done.</returns>
    public bool Recover(int killAfterCalls = int.MaxValue)
    {
        _callsLeft = killAfterCalls;
        return Lives(() => _shard.Recover(_kill.Token));
    }

    public bool Follow(int killAfterCalls = int.MaxValue)
    {
        _callsLeft = killAfterCalls;
        _live.Complete();
        return Lives(() => _shard.Follow(_kill.Token));
    }

    public void Dispose()
    {
        _shard.Dispose();
        _crew.Dispose();
        Inputs.Dispose();
        _kill.Dispose();
    }

    private static InboxBuffer Rebuilt(byte[] body)
    {
        var buffer = new InboxBuffer(1024 * 1024);
        var reader = new MessageFrameReader(body);
        while (reader.TryRead(out var message))
        {
            buffer.TryAdd(message.Flags, message.Topic, new(message.Payload.ToArray()), int.MaxValue, default);
        }

        return buffer;
    }

    private static bool Lives(Action life)
    {
        try
        {
            life();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // A second passes with each call, so that checkpoints fall between frames.
    private void OnCall()
    {
        SpinWait.SpinUntil(() => !WaitsForCheckpoints || !_shard.IsSaving);
        Calls++;
        Time.Advance(TimeSpan.FromSeconds(1));
        if (--_callsLeft <= 0)
        {
            _kill.Cancel();
        }
    }
}
