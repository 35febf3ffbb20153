using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Quality;

/// <summary>What is kept only of devices that give a reason for it: rejects by reason, and newest values of metrics with a limit on how they
/// may change or stay. Written by the shard's thread; other threads may see a number a message newer than the rest.</summary>
internal sealed class DeviceFaults
{
    public static readonly int Reasons = Enum.GetValues<QuarantineReason>().Length;

    /// <summary>Messages put aside, by <see cref="QuarantineReason"/>.</summary>
    public int[] Rejects { get; } = new int[Reasons];

    /// <summary>Messages with an impossible jump.</summary>
    public long Jumps { get; set; }

    /// <summary>Messages without a jump since the last one.</summary>
    public int CalmMessages { get; set; }

    /// <summary>The clock at the last message put aside for a value outside its range; 0 for none.</summary>
    public long OutOfRangeNanos { get; set; }

    /// <summary>How often the lively values repeat themselves together, and whether they do so now for longer than chance would have it.</summary>
    public RepeatMemory Lively;
    public bool IsStuck { get; set; }

    public WatchedValue[] Watched { get; private set; } = [];

    /// <returns>The metric's place in <see cref="Watched"/>; a new one has no time yet.</returns>
    public int WatchedAt(int metric)
    {
        for (var i = 0; i < Watched.Length; i++)
        {
            if (Watched[i].Metric == metric)
            {
                return i;
            }
        }

        Watched = [.. Watched, new WatchedValue { Metric = metric }];
        return Watched.Length - 1;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)Rejects.Length);
        foreach (var count in Rejects)
        {
            writer.Write(count);
        }

        writer.Write(Jumps);
        writer.Write(CalmMessages);
        writer.Write(OutOfRangeNanos);
        Lively.Save(writer);
        writer.Write(IsStuck);
        writer.Write(Watched.Length);
        foreach (var watched in Watched)
        {
            watched.Save(writer);
        }
    }

    public static DeviceFaults Restore(BinaryReader reader, IndexMap map)
    {
        var faults = new DeviceFaults();
        var reasons = reader.ReadByte();
        for (var i = 0; i < reasons; i++)
        {
            var count = reader.ReadInt32();
            if (i < Reasons)
            {
                faults.Rejects[i] = count;
            }
        }

        faults.Jumps = reader.ReadInt64();
        faults.CalmMessages = reader.ReadInt32();
        faults.OutOfRangeNanos = reader.ReadInt64();
        faults.Lively = RepeatMemory.Restore(reader);
        faults.IsStuck = reader.ReadBoolean();
        faults.Watched = new WatchedValue[reader.ReadInt32()];
        for (var i = 0; i < faults.Watched.Length; i++)
        {
            faults.Watched[i] = WatchedValue.Restore(reader, map);
        }

        return faults;
    }
}
