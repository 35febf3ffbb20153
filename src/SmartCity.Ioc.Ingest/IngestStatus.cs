using SmartCity.Ioc.Ingest.Overload;

namespace SmartCity.Ioc.Ingest;

/// <summary>How the way in is doing, for health checks: read by any thread, written by the room's own.</summary>
public sealed class IngestStatus
{
    private volatile string? _journalFault;
    private volatile string? _outputFault;
    private volatile string? _checkpointFault;
    private volatile bool _recovered;
    private volatile bool _stopped;
    private volatile LoadStage _loadStage;
    private long _lagTicks;
    private long _shed;
    private long _clockNanos;
    private long _frameNanos;

    /// <summary>The journal after the last checkpoint has been run again; live input is being followed.</summary>
    public bool Recovered => _recovered;

    /// <summary>The shard's loop has ended: after a stop, or because it could not go on.</summary>
    public bool Stopped => _stopped;

    /// <summary>Why the journal of inputs refuses, or null. While it does, QoS 1 and 2 are not acknowledged.</summary>
    public string? JournalFault => _journalFault;

    /// <summary>Why what the pipeline decided can not be handed on, or null. While it can not, the shard waits.</summary>
    public string? OutputFault => _outputFault;

    /// <summary>Why no checkpoint can be written, or null. A start would take longer, nothing is lost.</summary>
    public string? CheckpointFault => _checkpointFault;

    /// <summary>What is given up now because more comes in than the shard can deal with.</summary>
    public LoadStage LoadStage => _loadStage;

    /// <summary>Age of the oldest message that the shard has not dealt with, as of a look a moment ago.</summary>
    public TimeSpan Lag => new(Volatile.Read(ref _lagTicks));

    /// <summary>QoS 0 messages lost since the start, because the journal could not take them or the shard was behind.</summary>
    public long Shed => Volatile.Read(ref _shed);

    /// <summary>The pipeline's clock, nanoseconds since the Unix epoch; 0 before the first frame.</summary>
    public long ClockNanos => Volatile.Read(ref _clockNanos);

    /// <summary>Append time of the frame that the shard dealt with last: how far behind the host's clock it is.</summary>
    public long FrameNanos => Volatile.Read(ref _frameNanos);

    /// <summary>The times of the frame that the shard is dealing with; for what is called on the shard's thread.</summary>
    public FrameTimes Frame { get; internal set; }

    internal void SetRecovered() => _recovered = true;

    internal void SetStopped() => _stopped = true;

    internal void SetJournalFault(string? fault) => _journalFault = fault;

    internal void SetOutputFault(string? fault) => _outputFault = fault;

    internal void SetCheckpointFault(string? fault) => _checkpointFault = fault;

    internal void SetLoad(LoadStage stage, TimeSpan lag)
    {
        _loadStage = stage;
        Volatile.Write(ref _lagTicks, lag.Ticks);
    }

    internal void AddShed(long messages) => Interlocked.Add(ref _shed, messages);

    internal void SetClock(long clockNanos, long frameNanos)
    {
        Volatile.Write(ref _clockNanos, clockNanos);
        Volatile.Write(ref _frameNanos, frameNanos);
    }
}
