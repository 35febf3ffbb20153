namespace SmartCity.Ioc.Alerts.Load;

/// <summary>
/// Whether one operator's area is flooded: ten alerts within ten minutes begin a flood, fewer than five end it (ISA-18.2,
/// EEMUA 191). The distance between the two keeps it from flickering.
/// </summary>
internal sealed class FloodMeter
{
    public const int Begins = 10;
    public const int Ends = 5;
    public const long SpanNanos = 600L * 1_000_000_000;

    private readonly Queue<long> _times = new();

    public bool IsFlood { get; private set; }

    /// <summary>Nothing to remember: as good as none.</summary>
    public bool IsEmpty => _times.Count == 0 && !IsFlood;

    /// <summary>How many in the last ten minutes, as of the newest call.</summary>
    public int Count => _times.Count;

    /// <summary>One more was shown to the operator.</summary>
    /// <returns>Whether a flood begins with it.</returns>
    public bool Add(long nanos)
    {
        Advance(nanos);
        _times.Enqueue(nanos);
        var begins = !IsFlood && _times.Count >= Begins;
        IsFlood |= begins;
        return begins;
    }

    /// <returns>Whether a flood ended.</returns>
    public bool Advance(long nanos)
    {
        while (_times.TryPeek(out var oldest) && oldest <= nanos - SpanNanos)
        {
            _times.Dequeue();
        }

        var ends = IsFlood && _times.Count < Ends;
        IsFlood &= !ends;
        return ends;
    }

    /// <summary>When, if nothing more comes, the count falls below where a flood ends; null when there is none.</summary>
    public long? EndsAtNanos => IsFlood ? (_times.Count < Ends ? long.MinValue : _times.ElementAt(_times.Count - Ends) + SpanNanos) : null;

    public void Save(BinaryWriter writer)
    {
        writer.Write(IsFlood);
        writer.Write(_times.Count);
        foreach (var time in _times)
        {
            writer.Write(time);
        }
    }

    public void Restore(BinaryReader reader)
    {
        IsFlood = reader.ReadBoolean();
        _times.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            _times.Enqueue(reader.ReadInt64());
        }
    }
}
