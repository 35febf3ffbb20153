namespace SmartCity.Ioc.Quality;

/// <summary>A device's counts when an hour began, modulo 2³²: what came in it is the difference.</summary>
internal struct QualityMark
{
    public uint Accepted;
    public uint Duplicates;
    public uint Late;
    public uint Rejected;
    public uint Lost;
    public uint Doubtful;
    public long SilentNanos;

    public static QualityMark Of(in QualityCounts counts) => new()
    {
        Accepted = unchecked((uint)counts.Accepted),
        Duplicates = unchecked((uint)counts.Duplicates),
        Late = unchecked((uint)counts.Late),
        Rejected = unchecked((uint)counts.Rejected),
        Lost = unchecked((uint)counts.Lost),
        Doubtful = unchecked((uint)counts.Doubtful),
        SilentNanos = (long)counts.SilentNanos,
    };

    public readonly void Save(BinaryWriter writer)
    {
        ReadOnlySpan<uint> counts = [Accepted, Duplicates, Late, Rejected, Lost, Doubtful];
        foreach (var count in counts)
        {
            writer.Write(count);
        }

        writer.Write(SilentNanos);
    }

    public static QualityMark Restore(BinaryReader reader) => new()
    {
        Accepted = reader.ReadUInt32(),
        Duplicates = reader.ReadUInt32(),
        Late = reader.ReadUInt32(),
        Rejected = reader.ReadUInt32(),
        Lost = reader.ReadUInt32(),
        Doubtful = reader.ReadUInt32(),
        SilentNanos = reader.ReadInt64(),
    };
}
