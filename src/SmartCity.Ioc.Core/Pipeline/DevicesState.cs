using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Pipeline;

/// <summary>The part of a checkpoint that belongs to single devices: what came from them and how they behave.</summary>
internal static class DevicesState
{
    public static void Save(BinaryWriter writer, Deduplicator deduplicator, FiguresTable figures)
    {
        var memories = deduplicator.Memories;
        for (var device = 0; device < memories.Length; device++)
        {
            if (memories[device].IsUsed)
            {
                writer.Write(device);
                memories[device].Save(writer);
            }
        }

        writer.Write(-1);
        for (var device = 0; device < figures.Length; device++)
        {
            if (figures[device].IsUsed)
            {
                writer.Write(device);
                figures[device].Save(writer);
            }
        }

        writer.Write(-1);
    }

    public static void Restore(BinaryReader reader, Deduplicator deduplicator, FiguresTable figures, IndexMap map)
    {
        for (var saved = reader.ReadInt32(); saved >= 0; saved = reader.ReadInt32())
        {
            var memory = SourceMemory.Restore(reader);
            if (map.Devices[saved] is var device and >= 0)
            {
                deduplicator.Memories[device] = memory;
            }
        }

        for (var saved = reader.ReadInt32(); saved >= 0; saved = reader.ReadInt32())
        {
            var restored = DeviceFigures.Restore(reader, map);
            if (map.Devices[saved] is var device and >= 0)
            {
                figures[device] = restored;
            }
        }
    }
}
