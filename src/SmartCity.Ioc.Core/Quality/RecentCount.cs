namespace SmartCity.Ioc.Quality;

/// <summary>How often something happened in the last one to two slots of the clock, in 16 bytes.</summary>
internal struct RecentCount
{
    private long _slot;
    private int _now;
    private int _before;

    public void Add(long clockNanos, long slotNanos, long count = 1)
    {
        var slot = clockNanos / slotNanos;
        if (slot != _slot)
        {
            (_before, _now, _slot) = (slot == _slot + 1 ? _now : 0, 0, slot);
        }

        _now = (int)Math.Min(_now + count, int.MaxValue);
    }

    public readonly int At(long clockNanos, long slotNanos) => ((clockNanos / slotNanos) - _slot) switch
    {
        0 => _now + _before,
        1 => _now,
        _ => 0,
    };

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(_slot);
        writer.Write(_now);
        writer.Write(_before);
    }

    public static RecentCount Restore(BinaryReader reader) => new() { _slot = reader.ReadInt64(), _now = reader.ReadInt32(), _before = reader.ReadInt32() };
}
