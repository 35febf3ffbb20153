namespace SmartCity.Ioc.Quality;

/// <summary>The rest of a <see cref="QualityMark"/>, kept where it is not empty.</summary>
internal readonly record struct RareMark(uint Duplicates, uint Late, uint Rejected, uint Lost)
{
    public static RareMark Of(in QualityCounts counts) => unchecked(
        new RareMark((uint)counts.Duplicates, (uint)counts.Late, (uint)counts.Rejected, (uint)counts.Lost));

    public void Save(BinaryWriter writer)
    {
        writer.Write(Duplicates);
        writer.Write(Late);
        writer.Write(Rejected);
        writer.Write(Lost);
    }

    public static RareMark Restore(BinaryReader reader) => new(reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());
}
