using System.Runtime.InteropServices;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>What is counted and remembered of one device's behaviour. Written by the shard's thread.</summary>
internal struct DeviceFigures
{
    private long _armedForNanos;

    public long Accepted;
    public long Lost;

    /// <summary>32 bits are 136 years of a message a second.</summary>
    public uint Duplicates;
    public uint Late;
    public uint Retained;
    public uint Rejected;
    public uint Recovered;

    /// <summary>Accepted while the device was suspect.</summary>
    public uint Doubtful;

    /// <summary>Accepted or late without a time of their own.</summary>
    public uint TimeAssumed;

    /// <summary>The pipeline's clock when it was first and last heard; 0 for never.</summary>
    public long FirstHeardNanos;
    public long LastHeardNanos;

    /// <summary>Newest event time accepted.</summary>
    public long NewestEventNanos;

    /// <summary>Newest event time that came, late and retained ones included: what a last known value must be newer than.</summary>
    public long NewestSeenNanos;

    /// <summary>Arrival less event time of the newest message.</summary>
    public long LagNanos;

    public long HealthSinceNanos;

    /// <summary>Time spent stale or offline since it was first heard, up to <see cref="HealthSinceNanos"/>.</summary>
    public long SilentNanos;

    /// <summary>When the silence queue is to look at it next; <see cref="long.MaxValue"/> for not.</summary>
    public long ArmedForNanos
    {
        readonly get => _armedForNanos == 0 ? long.MaxValue : _armedForNanos;
        set => _armedForNanos = value == long.MaxValue ? 0 : value;
    }

    /// <summary>Hash of the values that repeat, since when, and in how many messages.</summary>
    public ulong FrozenHash;
    public long FrozenSinceNanos;
    public int FrozenRun;

    /// <summary>Messages in a row with a clock far off (or, while skewed, with a right one), and when the first of them arrived.</summary>
    public int SkewRun;
    public long SkewSinceNanos;

    public DeviceFaults? Faults;
    public DeliveryRecord? Delivery;

    /// <summary>How often all that it measures repeats itself.</summary>
    public RepeatMemory Repeats;

    public DevicePace Pace;

    public IntervalMemory Interval;

    public DeviceHealth Health;
    public Suspicion Suspicion;

    /// <summary>Index in <see cref="HealthReasons"/>, and the reason of the last message put aside.</summary>
    public byte Reason;
    public byte LastReject;
    public bool HasReject;

    /// <summary>The newest message had no time of its own.</summary>
    public bool LastTimeAssumed;

    public readonly bool IsUsed => FirstHeardNanos != 0 || Rejected != 0 || Retained != 0 || Health != DeviceHealth.Unknown || Accepted + Late != 0;

    /// <summary>Numbers of its sequence that have not come.</summary>
    public readonly long Missing => Math.Max(0, Lost - Recovered);

    public readonly bool Is(Suspicion suspicion) => (Suspicion & suspicion) != 0;

    public void Set(Suspicion suspicion, bool holds) => Suspicion = holds ? Suspicion | suspicion : Suspicion & ~suspicion;

    public readonly void Save(BinaryWriter writer)
    {
        ReadOnlySpan<long> numbers =
        [
            Accepted, Duplicates, Late, Retained, Rejected, Lost, Recovered, Doubtful, FirstHeardNanos, LastHeardNanos, NewestEventNanos,
            LagNanos, HealthSinceNanos, SilentNanos, (long)FrozenHash, FrozenSinceNanos, FrozenRun, SkewRun, SkewSinceNanos,
            NewestSeenNanos, TimeAssumed,
        ];
        // All at once, as this machine has them in memory: the shard stands still meanwhile.
        writer.Write(MemoryMarshal.AsBytes(numbers));
        var flags = (byte)((HasReject ? 1 : 0) | (LastTimeAssumed ? 2 : 0) | (Faults is null ? 0 : 4) | (Delivery is null ? 0 : 8) | (Interval.IsUsed ? 16 : 0));
        writer.Write([(byte)Health, (byte)Suspicion, flags, Reason, LastReject]);
        Faults?.Save(writer);
        Delivery?.Save(writer);
        Repeats.Save(writer);
        Pace.Save(writer);
        if (Interval.IsUsed)
        {
            Interval.Save(writer);
        }
    }

    public static DeviceFigures Restore(BinaryReader reader, IndexMap map)
    {
        var figures = new DeviceFigures
        {
            Accepted = reader.ReadInt64(),
            Duplicates = (uint)reader.ReadInt64(),
            Late = (uint)reader.ReadInt64(),
            Retained = (uint)reader.ReadInt64(),
            Rejected = (uint)reader.ReadInt64(),
            Lost = reader.ReadInt64(),
            Recovered = (uint)reader.ReadInt64(),
            Doubtful = (uint)reader.ReadInt64(),
            FirstHeardNanos = reader.ReadInt64(),
            LastHeardNanos = reader.ReadInt64(),
            NewestEventNanos = reader.ReadInt64(),
            LagNanos = reader.ReadInt64(),
            HealthSinceNanos = reader.ReadInt64(),
            SilentNanos = reader.ReadInt64(),
            FrozenHash = (ulong)reader.ReadInt64(),
            FrozenSinceNanos = reader.ReadInt64(),
            FrozenRun = (int)reader.ReadInt64(),
            SkewRun = (int)reader.ReadInt64(),
            SkewSinceNanos = reader.ReadInt64(),
            NewestSeenNanos = reader.ReadInt64(),
            TimeAssumed = (uint)reader.ReadInt64(),
            Health = (DeviceHealth)reader.ReadByte(),
            Suspicion = (Suspicion)reader.ReadByte(),
        };
        var flags = reader.ReadByte();
        (figures.HasReject, figures.LastTimeAssumed) = ((flags & 1) != 0, (flags & 2) != 0);
        figures.Reason = reader.ReadByte();
        figures.LastReject = reader.ReadByte();
        figures.Faults = (flags & 4) != 0 ? DeviceFaults.Restore(reader, map) : null;
        figures.Delivery = (flags & 8) != 0 ? DeliveryRecord.Restore(reader) : null;
        figures.Repeats = RepeatMemory.Restore(reader);
        figures.Pace = DevicePace.Restore(reader);
        figures.Interval = (flags & 16) != 0 ? IntervalMemory.Restore(reader) : default;
        return figures;
    }
}
