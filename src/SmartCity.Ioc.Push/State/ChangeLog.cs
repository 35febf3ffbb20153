namespace SmartCity.Ioc.Push.State;

/// <summary>
/// Which device changed at which version, for the last <see cref="Capacity"/> versions: a sender walks the versions that it has not seen
/// instead of all devices. One writer; readers check <see cref="Holds"/> after reading, since the ring may have turned meanwhile.
/// </summary>
internal sealed class ChangeLog
{
    private readonly int[] _ring;
    private long _assigned;

    /// <param name="capacity">A power of two.</param>
    public ChangeLog(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(System.Numerics.BitOperations.IsPow2(capacity), true);
        _ring = new int[capacity];
    }

    public int Capacity => _ring.Length;

    public long Assigned => _assigned;

    /// <summary>Gives out the next version. What is written under it becomes visible to readers when the table publishes it.</summary>
    /// <param name="device">The device's index, or -1 for a change of something else.</param>
    public long Next(int device)
    {
        // Assigned first: a reader that could meet this slot's new content also sees that the ring has moved on.
        var version = _assigned + 1;
        Volatile.Write(ref _assigned, version);
        Volatile.Write(ref _ring[version & (_ring.Length - 1)], device);
        return version;
    }

    public int this[long version] => Volatile.Read(ref _ring[version & (_ring.Length - 1)]);

    /// <summary>Whether everything after <paramref name="version"/> is still in the ring.</summary>
    public bool Holds(long version) => Volatile.Read(ref _assigned) - version <= _ring.Length;
}
