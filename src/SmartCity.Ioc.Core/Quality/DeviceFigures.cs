using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>What is counted and remembered of one device's behaviour. Written by the shard's thread.</summary>
internal struct DeviceFigures
{
    public long Accepted;
    public long Duplicates;
    public long Late;
    public long Retained;
    public long Rejected;
    public long Lost;
    public long Recovered;

    /// <summary>Accepted while the device was suspect.</summary>
    public long Doubtful;

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
    public long ArmedForNanos;

    /// <summary>Hash of the values that repeat, since when, and in how many messages.</summary>
    public ulong FrozenHash;
    public long FrozenSinceNanos;
    public int FrozenRun;

    /// <summary>Messages in a row with a clock far off (or, while skewed, with a right one), and when the first of them arrived.</summary>
    public int SkewRun;
    public long SkewSinceNanos;

    public DeviceHealth Health;
    public bool IsFrozen;
    public bool IsSkewed;

    /// <summary>Index in <see cref="HealthReasons"/>, and the reason of the last message put aside.</summary>
    public byte Reason;
    public byte LastReject;
    public bool HasReject;

    public readonly bool IsUsed => FirstHeardNanos != 0 || Rejected != 0 || Retained != 0 || Health != DeviceHealth.Unknown || Accepted + Late != 0;

    public readonly void Save(BinaryWriter writer)
    {
        ReadOnlySpan<long> numbers =
        [
            Accepted, Duplicates, Late, Retained, Rejected, Lost, Recovered, Doubtful, FirstHeardNanos, LastHeardNanos, NewestEventNanos,
            LagNanos, HealthSinceNanos, SilentNanos, (long)FrozenHash, FrozenSinceNanos, FrozenRun, SkewRun, SkewSinceNanos,
            NewestSeenNanos,
        ];
        foreach (var number in numbers)
        {
            writer.Write(number);
        }

        writer.Write((byte)Health);
        writer.Write((byte)((IsFrozen ? 1 : 0) | (IsSkewed ? 2 : 0) | (HasReject ? 4 : 0)));
        writer.Write(Reason);
        writer.Write(LastReject);
    }

    public static DeviceFigures Restore(BinaryReader reader)
    {
        var figures = new DeviceFigures
        {
            Accepted = reader.ReadInt64(),
            Duplicates = reader.ReadInt64(),
            Late = reader.ReadInt64(),
            Retained = reader.ReadInt64(),
            Rejected = reader.ReadInt64(),
            Lost = reader.ReadInt64(),
            Recovered = reader.ReadInt64(),
            Doubtful = reader.ReadInt64(),
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
            ArmedForNanos = long.MaxValue,
            Health = (DeviceHealth)reader.ReadByte(),
        };
        var flags = reader.ReadByte();
        (figures.IsFrozen, figures.IsSkewed, figures.HasReject) = ((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
        figures.Reason = reader.ReadByte();
        figures.LastReject = reader.ReadByte();
        return figures;
    }
}
