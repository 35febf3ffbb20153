namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>Where a condition with durations stands between two inputs.</summary>
internal enum LatchPhase : byte
{
    /// <summary>Not past the limit.</summary>
    Normal,

    /// <summary>Past the limit, not yet for long enough.</summary>
    Pending,

    /// <summary>Raised.</summary>
    Raised,

    /// <summary>Raised and back past the clear level, not yet for long enough.</summary>
    Clearing,
}

/// <param name="LastNanos">Time of the input before, 0 for none; older ones do not move the machine.</param>
/// <param name="SinceNanos">When the phase began.</param>
/// <param name="HeldNanos">How much of the duration was observed.</param>
/// <param name="PausedNanos">How much time passed meanwhile that nobody saw.</param>
/// <param name="Broken">The input before was unknown: the time up to the next one does not count.</param>
internal readonly record struct LatchState(
    LatchPhase Phase, long LastNanos, long SinceNanos, long HeldNanos, long PausedNanos, bool Broken)
{
    public bool IsRaised => Phase is LatchPhase.Raised or LatchPhase.Clearing;

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)Phase);
        writer.Write(LastNanos);
        writer.Write(SinceNanos);
        writer.Write(HeldNanos);
        writer.Write(PausedNanos);
        writer.Write(Broken);
    }

    public static LatchState Restore(BinaryReader reader) => new(
        (LatchPhase)reader.ReadByte(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadBoolean());
}
