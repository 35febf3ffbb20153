using System.Runtime.InteropServices;

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

    public readonly void Save(BinaryWriter writer) => writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<QualityMark>(in this)));

    public static QualityMark Restore(BinaryReader reader)
    {
        var mark = default(QualityMark);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<QualityMark>(ref mark)));
        return mark;
    }
}
