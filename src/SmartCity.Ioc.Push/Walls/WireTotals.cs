namespace SmartCity.Ioc.Push.Walls;

/// <summary>What was sent to a connection, or to a wall over all of its connections since the server's start. For any thread.</summary>
public sealed class WireTotals
{
    private long _frames;
    private long _bytes;
    private long _conflated;

    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Of the frames, before compression.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Updates of a device that a newer one overtook before a frame was built.</summary>
    public long Conflated => Interlocked.Read(ref _conflated);

    internal void AddFrame(long bytes) => Add(1, bytes, 0);

    internal void AddConflated(long updates) => Add(0, 0, updates);

    internal void Add(WireTotals other) => Add(other.Frames, other.Bytes, other.Conflated);

    private void Add(long frames, long bytes, long conflated)
    {
        Interlocked.Add(ref _frames, frames);
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Add(ref _conflated, conflated);
    }
}
