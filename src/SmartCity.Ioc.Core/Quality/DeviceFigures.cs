using System.Runtime.InteropServices;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>What is counted and remembered of one device's behaviour. Written by the shard's thread.</summary>
internal struct DeviceFigures
{
    /// <inheritdoc cref="PacedBy"/>
    public const short PaceUnknown = -1;

    /// <inheritdoc cref="PacedBy"/>
    public const short PacedByItself = -2;

    private long _armedForNanos;
    private DeviceOddities? _oddities;

    /// <summary>Counts of messages. 32 bits are 136 years of a message a second.</summary>
    public uint Accepted;
    public uint Retained;

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

    /// <summary>Which of its messages have come.</summary>
    public SourceMemory Memory;

    /// <summary>How often all that it measures repeats itself.</summary>
    public RepeatMemory Repeats;

    public DevicePace Pace;

    public IntervalMemory Interval;

    public DeviceHealth Health;
    public Suspicion Suspicion;

    /// <summary>Index in <see cref="HealthReasons"/>.</summary>
    public byte Reason;

    // The reason why its last message was put aside and 1; 0 for none.
    private byte _lastReject;

    // The kind and 1, 0 for unknown. Not saved: the registry says it again.
    private short _pacedBy;

    /// <summary>In how many messages all that it measures has repeated itself; 0 behind one that measured nothing.</summary>
    public byte FrozenRun;

    /// <summary>The newest message had no time of its own.</summary>
    public bool LastTimeAssumed;

    public uint Duplicates
    {
        readonly get => _oddities?.Duplicates ?? 0;
        set => Oddities.Duplicates = value;
    }

    public uint Late
    {
        readonly get => _oddities?.Late ?? 0;
        set => Oddities.Late = value;
    }

    public uint Rejected
    {
        readonly get => _oddities?.Rejected ?? 0;
        set => Oddities.Rejected = value;
    }

    public uint Recovered
    {
        readonly get => _oddities?.Recovered ?? 0;
        set => Oddities.Recovered = value;
    }

    /// <summary>Numbers of its sequence that were skipped, but for those of messages that were put aside; 2³² − 1 for that many or more.</summary>
    public uint Lost
    {
        readonly get => _oddities?.Lost ?? 0;
        set => Oddities.Lost = value;
    }

    /// <inheritdoc cref="DeviceOddities.OffsetNanos"/>
    public long OffsetNanos
    {
        readonly get => _oddities?.OffsetNanos ?? 0;
        set
        {
            if (value != OffsetNanos)
            {
                Oddities.OffsetNanos = value;
            }
        }
    }

    public DeviceFaults? Faults
    {
        readonly get => _oddities?.Faults;
        set => Oddities.Faults = value;
    }

    public DeliveryRecord? Delivery
    {
        readonly get => _oddities?.Delivery;
        set => Oddities.Delivery = value;
    }

    /// <summary>Why its last message was put aside; null when none was.</summary>
    public QuarantineReason? LastReject
    {
        readonly get => _lastReject == 0 ? null : (QuarantineReason)(_lastReject - 1);
        set => _lastReject = (byte)(value is { } reason ? (int)reason + 1 : 0);
    }

    /// <summary>The kind whose interval its silence is measured by; or an interval of its own, declared or learned; or to be asked of the
    /// registry.</summary>
    public short PacedBy
    {
        readonly get => (short)(_pacedBy - 1);
        set => _pacedBy = (short)(value + 1);
    }

    private DeviceOddities Oddities => _oddities ??= new DeviceOddities();

    public readonly bool IsUsed => FirstHeardNanos != 0 || Rejected != 0 || Retained != 0 || Health != DeviceHealth.Unknown || Accepted + Late != 0;

    /// <summary>Numbers of its sequence that were lost and have not come.</summary>
    public readonly long Missing => Math.Max(0, (long)Lost - Recovered);

    public readonly bool Is(Suspicion suspicion) => (Suspicion & suspicion) != 0;

    public void Set(Suspicion suspicion, bool holds) => Suspicion = holds ? Suspicion | suspicion : Suspicion & ~suspicion;

    /// <summary>Its health is another now, for a reason of <see cref="HealthReasons"/>.</summary>
    public void Become(DeviceHealth health, byte reason, long clockNanos)
    {
        if (Health == health)
        {
            return;
        }

        if (FirstHeardNanos != 0 && Health is DeviceHealth.Stale or DeviceHealth.Offline)
        {
            SilentNanos += clockNanos - HealthSinceNanos;
            if (Health == DeviceHealth.Offline && health != DeviceHealth.OutOfService)
            {
                (Delivery ??= new DeliveryRecord()).OnReturn(clockNanos);
            }
        }

        (Health, Reason, HealthSinceNanos) = (health, reason, clockNanos);
    }

    public readonly void Save(BinaryWriter writer)
    {
        ReadOnlySpan<long> numbers =
        [
            Accepted, Retained, Doubtful, TimeAssumed, FirstHeardNanos, LastHeardNanos, NewestEventNanos, LagNanos, HealthSinceNanos, SilentNanos,
            NewestSeenNanos,
        ];
        // All at once, as this machine has them in memory: the shard stands still meanwhile.
        writer.Write(MemoryMarshal.AsBytes(numbers));
        var flags = (byte)((_lastReject != 0 ? 1 : 0) | (LastTimeAssumed ? 2 : 0) | (_oddities is null ? 0 : 4) | (Interval.IsUsed ? 16 : 0)
            | (Delivery is { PutAside: > 0 } ? 32 : 0) | (Delivery is { Excused: > 0 } ? 64 : 0));
        writer.Write([(byte)Health, (byte)Suspicion, flags, Reason, (byte)Math.Max(0, _lastReject - 1), FrozenRun]);
        _oddities?.Save(writer);
        Repeats.Save(writer);
        Pace.Save(writer);
        if (Interval.IsUsed)
        {
            Interval.Save(writer);
        }

        if (Delivery is { PutAside: > 0 } delivery)
        {
            delivery.SavePutAside(writer);
        }

        if (Delivery is { Excused: > 0 } excused)
        {
            excused.SaveExcused(writer);
        }
    }

    public static DeviceFigures Restore(BinaryReader reader, IndexMap map)
    {
        var figures = new DeviceFigures
        {
            Accepted = (uint)reader.ReadInt64(),
            Retained = (uint)reader.ReadInt64(),
            Doubtful = (uint)reader.ReadInt64(),
            TimeAssumed = (uint)reader.ReadInt64(),
            FirstHeardNanos = reader.ReadInt64(),
            LastHeardNanos = reader.ReadInt64(),
            NewestEventNanos = reader.ReadInt64(),
            LagNanos = reader.ReadInt64(),
            HealthSinceNanos = reader.ReadInt64(),
            SilentNanos = reader.ReadInt64(),
            NewestSeenNanos = reader.ReadInt64(),
            Health = (DeviceHealth)reader.ReadByte(),
            Suspicion = (Suspicion)reader.ReadByte(),
        };
        var flags = reader.ReadByte();
        figures.LastTimeAssumed = (flags & 2) != 0;
        figures.Reason = reader.ReadByte();
        figures._lastReject = (byte)(reader.ReadByte() + (flags & 1));
        figures.FrozenRun = reader.ReadByte();
        figures._oddities = (flags & 4) != 0 ? DeviceOddities.Restore(reader, map) : null;
        figures.Repeats = RepeatMemory.Restore(reader);
        figures.Pace = DevicePace.Restore(reader);
        figures.Interval = (flags & 16) != 0 ? IntervalMemory.Restore(reader) : default;
        if ((flags & 32) != 0)
        {
            figures.Delivery!.RestorePutAside(reader);
        }

        if ((flags & 64) != 0)
        {
            figures.Delivery!.RestoreExcused(reader);
        }

        return figures;
    }
}
