using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>
/// The pipeline's clock: never goes back, and depends on nothing but the journal. On the host's time it is the frame's time. On the data's
/// time it is the newest event time seen so far, in whole seconds, and neither ticks nor messages without <c>ts</c> move it. Part of the
/// checkpoint. Owned by the shard's thread.
/// </summary>
internal sealed class PipelineClock(ClockSource source)
{
    private const long NanosPerSecond = 1_000_000_000;

    // CONTRACT section 3: further ahead of its arrival a message is put aside.
    private const long MaxAheadNanos = 300 * NanosPerSecond;

    /// <summary>Nanoseconds since the Unix epoch; 0 before anything came in.</summary>
    public long NowNanos { get; private set; }

    /// <summary>The latest event time that can be true now. A recording lies ahead of its own clock by nature.</summary>
    public long LatestNanos => source == ClockSource.Host ? NowNanos + MaxAheadNanos : long.MaxValue;

    /// <summary>The second in which a time lies.</summary>
    public static long Second(long nanos) => nanos - (nanos % NanosPerSecond);

    /// <summary>A frame begins.</summary>
    /// <returns>Whether time has passed.</returns>
    public bool OnFrame(long frameNanos) => source == ClockSource.Host && Advance(frameNanos);

    /// <summary>Whether a message of this event time belongs to a later moment than those before it.</summary>
    public bool IsMovedBy(long eventNanos) => source == ClockSource.Data && Second(eventNanos) > NowNanos;

    /// <summary>A message with a <c>ts</c> was accepted.</summary>
    public void OnEvent(long eventNanos)
    {
        if (source == ClockSource.Data)
        {
            Advance(Second(eventNanos));
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)source);
        writer.Write(NowNanos);
    }

    /// <exception cref="InvalidDataException">The state is on another clock.</exception>
    public void Restore(BinaryReader reader)
    {
        var saved = (ClockSource)reader.ReadByte();
        if (saved != source)
        {
            throw new InvalidDataException(
                $"The data directory was written with Ioc:Pipeline:Clock={saved} and can not go on with {source}: the two do not share a time. Use another Ioc:DataDirectory.");
        }

        NowNanos = reader.ReadInt64();
    }

    private bool Advance(long nanos)
    {
        var moved = nanos > NowNanos;
        NowNanos = Math.Max(NowNanos, nanos);
        return moved;
    }
}
