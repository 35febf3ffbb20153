namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>How the time-series writer is doing, for health and metrics. Written by the writer, read from any thread.</summary>
public sealed class TimeSeriesWriterStatus
{
    private long _writtenPoints;
    private long _rejectedPoints;
    private long _unreadableFrames;
    private long _notStoredMessages;
    private long _notStoredReadings;
    private volatile bool _isCatchingUp;
    private long _lagBytes;
    private long _lagNanos;
    private volatile string? _fault;
    private long _downSinceNanos;

    public long WrittenPoints => Volatile.Read(ref _writtenPoints);

    /// <summary>Points that the store refuses for good; they are in quarantine.</summary>
    public long RejectedPoints => Volatile.Read(ref _rejectedPoints);

    /// <summary>Frames of the journal that hold no points that this version can read.</summary>
    public long UnreadableFrames => Volatile.Read(ref _unreadableFrames);

    /// <summary>Accepted messages that will never be in the store: refused by it, or given up over the journal's budget.</summary>
    public long NotStoredMessages => Volatile.Read(ref _notStoredMessages);

    /// <inheritdoc cref="NotStoredMessages"/>
    public long NotStoredReadings => Volatile.Read(ref _notStoredReadings);

    /// <summary>The store has the newest points and a gap before them, which is being filled.</summary>
    public bool IsCatchingUp => _isCatchingUp;

    /// <summary>Of the journal of outputs, not yet confirmed by the store.</summary>
    public long LagBytes => Volatile.Read(ref _lagBytes);

    /// <summary>From the newest frame that the store has to the newest frame there is.</summary>
    public TimeSpan Lag => TimeSpan.FromTicks(Volatile.Read(ref _lagNanos) / 100);

    /// <summary>Why the store takes nothing now, or null while it does.</summary>
    public string? Fault => _fault;

    public bool IsStoreUp => _fault is null;

    /// <summary>Since when the store is away, nanoseconds since the Unix epoch, or null.</summary>
    public long? DownSinceNanos => _fault is null ? null : Volatile.Read(ref _downSinceNanos);

    internal void Written(int points, int rejected)
    {
        Interlocked.Add(ref _writtenPoints, points);
        Interlocked.Add(ref _rejectedPoints, rejected);
    }

    internal void NotStored(long messages, long readings)
    {
        Interlocked.Add(ref _notStoredMessages, messages);
        Interlocked.Add(ref _notStoredReadings, readings);
    }

    internal void SetCatchingUp(bool isCatchingUp) => _isCatchingUp = isCatchingUp;

    internal void Unreadable() => Interlocked.Increment(ref _unreadableFrames);

    internal void SetLag(long bytes, long nanos)
    {
        Volatile.Write(ref _lagBytes, Math.Max(0, bytes));
        Volatile.Write(ref _lagNanos, Math.Max(0, nanos));
    }

    internal void SetFault(string? fault, long sinceNanos)
    {
        Volatile.Write(ref _downSinceNanos, sinceNanos);
        _fault = fault;
    }
}
