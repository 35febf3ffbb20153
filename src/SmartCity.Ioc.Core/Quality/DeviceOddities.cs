using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Quality;

/// <summary>What is counted and kept only of devices that give a reason for it. Written by the shard's thread; other threads may see a number a
/// message newer than the rest.</summary>
internal sealed class DeviceOddities
{
    public uint Duplicates { get; set; }

    public uint Late { get; set; }

    public uint Rejected { get; set; }

    /// <summary>Numbers of its sequence that were skipped, and those of them that came after all.</summary>
    public uint Lost { get; set; }

    /// <inheritdoc cref="Lost"/>
    public uint Recovered { get; set; }

    /// <summary>How far its clock is behind ours, as far as its steps tell.</summary>
    public long OffsetNanos { get; set; }

    public DeviceFaults? Faults { get; set; }

    public DeliveryRecord? Delivery { get; set; }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Duplicates);
        writer.Write(Late);
        writer.Write(Rejected);
        writer.Write(Lost);
        writer.Write(Recovered);
        writer.Write(OffsetNanos);
        writer.Write(Faults is not null);
        Faults?.Save(writer);
        writer.Write(Delivery is not null);
        Delivery?.Save(writer);
    }

    public static DeviceOddities Restore(BinaryReader reader, IndexMap map) => new()
    {
        Duplicates = reader.ReadUInt32(),
        Late = reader.ReadUInt32(),
        Rejected = reader.ReadUInt32(),
        Lost = reader.ReadUInt32(),
        Recovered = reader.ReadUInt32(),
        OffsetNanos = reader.ReadInt64(),
        Faults = reader.ReadBoolean() ? DeviceFaults.Restore(reader, map) : null,
        Delivery = reader.ReadBoolean() ? DeliveryRecord.Restore(reader) : null,
    };
}
