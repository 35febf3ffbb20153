namespace SmartCity.Ioc.Quality;

/// <summary>How a device's newest messages came: what tells its clock's error from the way's, and a flood from its ordinary pace.</summary>
internal struct DevicePace
{
    /// <summary>Messages are counted for a flood in slots of so long.</summary>
    public const long FloodSlotNanos = 15_000_000_000;

    /// <summary>A device that sends so many times what is expected floods, and at least so many messages in a slot.</summary>
    private const int FloodFactor = 5;
    private const int LeastFlood = 20;

    /// <summary>Older than this is a store that empties itself, not a flood.</summary>
    private const long FreshNanos = FloodSlotNanos;

    /// <summary>Of the newest message in the device's own order; the arrival is 0 before the first.</summary>
    public long ArrivalNanos;
    public long LagNanos;
    public ulong Sequence;

    public byte DelayRun;

    // Both of them small: a slot is a quarter of a minute, and no more is counted in it than fits.
    private ushort _slotCount;
    private int _slot;

    /// <returns>Whether the device sends far more than it should.</returns>
    public bool CountForFlood(long travelledNanos, long intervalNanos, long clockNanos)
    {
        if (travelledNanos > FreshNanos)
        {
            return false;
        }

        var slot = (int)(clockNanos / FloodSlotNanos);
        if (slot != _slot)
        {
            (_slot, _slotCount) = (slot, 0);
        }

        _slotCount = (ushort)Math.Min(_slotCount + 1, ushort.MaxValue);
        return _slotCount > Math.Max(LeastFlood, FloodFactor * FloodSlotNanos / intervalNanos);
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(ArrivalNanos);
        writer.Write(LagNanos);
        writer.Write(Sequence);
        writer.Write(DelayRun);
        writer.Write(_slotCount);
        writer.Write(_slot);
    }

    public static DevicePace Restore(BinaryReader reader) => new()
    {
        ArrivalNanos = reader.ReadInt64(),
        LagNanos = reader.ReadInt64(),
        Sequence = reader.ReadUInt64(),
        DelayRun = reader.ReadByte(),
        _slotCount = reader.ReadUInt16(),
        _slot = reader.ReadInt32(),
    };
}
