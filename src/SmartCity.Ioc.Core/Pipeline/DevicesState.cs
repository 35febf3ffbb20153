using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Pipeline;

/// <summary>The part of a checkpoint that belongs to single devices: what came from them and how they behave.</summary>
internal static class DevicesState
{
    public static void Save(BinaryWriter writer, FiguresTable figures)
    {
        for (var device = 0; device < figures.Length; device++)
        {
            if (figures[device].Memory.IsUsed)
            {
                writer.Write(device);
                figures[device].Memory.Save(writer);
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

    public static void Restore(BinaryReader reader, FiguresTable figures, IndexMap map)
    {
        for (var saved = reader.ReadInt32(); saved >= 0; saved = reader.ReadInt32())
        {
            var memory = SourceMemory.Restore(reader);
            if (map.Devices[saved] is var device and >= 0)
            {
                figures[device].Memory = memory;
            }
        }

        for (var saved = reader.ReadInt32(); saved >= 0; saved = reader.ReadInt32())
        {
            var restored = DeviceFigures.Restore(reader, map);
            if (map.Devices[saved] is var device and >= 0)
            {
                restored.Memory = figures[device].Memory;
                figures[device] = restored;
            }
        }
    }
}
