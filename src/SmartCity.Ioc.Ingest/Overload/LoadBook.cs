using SmartCity.Ioc.Quality;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Ingest.Overload;

/// <summary>What the journal says was given up under load, carried out: on the shard's thread, live and in a replay alike.</summary>
internal sealed class LoadBook(IPointLog points, Ledger ledger)
{
    /// <summary>Kinds whose single readings are stored; null for all.</summary>
    public IReadOnlyList<string>? Kept { get; private set; }

    /// <returns>False where the body is none of this version.</returns>
    public bool Apply(ReadOnlySpan<byte> body, long timeNanos)
    {
        if (LoadReport.Decode(body) is not { } report)
        {
            return false;
        }

        Keep(report.Keep);
        foreach (var messages in report.Shed.Values)
        {
            ledger.Count(LedgerEntry.Shed, timeNanos, (int)Math.Clamp(messages, 0, int.MaxValue));
        }

        return true;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Kept?.Count ?? -1);
        foreach (var kind in Kept ?? [])
        {
            writer.Write(kind);
        }
    }

    public void Restore(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        var kept = new List<string>();
        for (var left = count; left > 0; left--)
        {
            kept.Add(reader.ReadString());
        }

        Keep(count < 0 ? null : kept);
    }

    private void Keep(IReadOnlyList<string>? kinds)
    {
        Kept = kinds;
        points.KeepReadingsOf(kinds?.ToHashSet(StringComparer.Ordinal));
    }
}
