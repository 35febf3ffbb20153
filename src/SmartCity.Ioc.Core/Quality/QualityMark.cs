using System.Runtime.InteropServices;

namespace SmartCity.Ioc.Quality;

/// <summary>A device's counts when an hour began, modulo 2³²: what came in it is the difference. Those that most devices have none of stand in
/// <see cref="RareMark"/>.</summary>
internal struct QualityMark
{
    public uint Accepted;
    public uint Doubtful;
    public long SilentNanos;

    public static QualityMark Of(in QualityCounts counts) => new()
    {
        Accepted = unchecked((uint)counts.Accepted),
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
