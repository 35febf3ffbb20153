using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Ingest.Quarantine;

/// <summary>
/// Which messages of the quarantine were driven again, so that one that is asked for twice counts once: two people, or a store that forgot in a
/// crash that it was told to remove them. Part of the checkpoint. Bounded: the oldest are forgotten first; there are more places than the
/// quarantine has. Owned by the shard's thread.
/// </summary>
internal sealed class RedrivenMemory
{
    private const int Places = 131_072;

    private readonly HashSet<(long Position, int Ordinal)> _known = [];
    private readonly Queue<(long Position, int Ordinal)> _order = new();

    /// <returns>False where it was driven again before.</returns>
    public bool TryAdd(JournalPosition position, int ordinal)
    {
        if (!_known.Add((position.Offset, ordinal)))
        {
            return false;
        }

        _order.Enqueue((position.Offset, ordinal));
        if (_order.Count > Places)
        {
            _known.Remove(_order.Dequeue());
        }

        return true;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_order.Count);
        foreach (var (position, ordinal) in _order)
        {
            writer.Write(position);
            writer.Write(ordinal);
        }
    }

    public void Restore(BinaryReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            TryAdd(new JournalPosition(reader.ReadInt64()), reader.ReadInt32());
        }
    }
}
