using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>
/// What time it is where a message has to be judged or dated: depends on nothing but the journal. On the host's time that is the time of
/// the frame that the message came in; on the data's time, the newest event time so far. Part of the checkpoint. Owned by the shard's
/// thread.
/// </summary>
internal sealed class PipelineClock(ClockSource source)
{
    // CONTRACT section 3: further ahead of its arrival a message is put aside.
    private const long MaxAheadNanos = 300_000_000_000;

    private long _newestNanos;
    private long? _asOfNanos;

    /// <summary>Time of the newest frame, nanoseconds since the Unix epoch; 0 before the first.</summary>
    public long NowNanos { get; private set; }

    /// <summary>What time it is depends on the messages.</summary>
    public bool FollowsData => source == ClockSource.Data;

    /// <summary>When the message came in: now, unless it is one that came before and is decoded again.</summary>
    public long ArrivalNanos => _asOfNanos ?? NowNanos;

    /// <summary>The event time of a message that does not say one, or 0 where nobody knows: a recording has not said a time yet.</summary>
    public long AssumedNanos => source == ClockSource.Host ? ArrivalNanos : _newestNanos;

    /// <summary>The latest event time that can be true now. A recording may be of any time.</summary>
    public long LatestNanos => source == ClockSource.Host ? ArrivalNanos + MaxAheadNanos : long.MaxValue;

    /// <summary>A frame begins.</summary>
    /// <returns>Whether time has passed.</returns>
    public bool OnFrame(long frameNanos)
    {
        var moved = frameNanos > NowNanos;
        NowNanos = Math.Max(NowNanos, frameNanos);
        return moved;
    }

    /// <summary>What follows came in then; null for now.</summary>
    public void AsOf(long? arrivalNanos) => _asOfNanos = arrivalNanos;

    /// <summary>A message with a time of its own was accepted.</summary>
    public void OnEvent(long eventNanos) => _newestNanos = Math.Max(_newestNanos, eventNanos);

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)source);
        writer.Write(NowNanos);
        writer.Write(_newestNanos);
    }

    /// <exception cref="InvalidDataException">The state is on another clock.</exception>
    public void Restore(BinaryReader reader)
    {
        var saved = (ClockSource)reader.ReadByte();
        if (saved != source)
        {
            throw new InvalidDataException(
                $"Ioc:Pipeline:Clock is '{source}', but the data directory was written on '{saved}', and the two share no time: use another Ioc:DataDirectory.");
        }

        NowNanos = reader.ReadInt64();
        _newestNanos = reader.ReadInt64();
    }
}
