namespace SmartCity.Ioc.Quality;

/// <summary>
/// The newest messages of a device that does not number them, by event time and content: 8 bytes each, as many as a span of event time asks
/// for within bounds. Used by one thread.
/// </summary>
/// <remarks>
/// An entry is the event time in milliseconds modulo 2³² (49 days) beside 32 bits of a hash over the content and the rest of the time. Two
/// different messages are taken for one only where they agree in the millisecond and in 32 bits of hash.
/// A message newer than every one before is new for certain and costs no search.
/// </remarks>
internal sealed class IdentityMemory
{
    /// <summary>Remembered of every device, however seldom it speaks, and at most of one that speaks often: 256 bytes to 16 KiB.</summary>
    public const int Least = 32;
    public const int Most = 2048;

    /// <summary>Remembered of a device's history: 4 KiB of one that has some.</summary>
    public const int MostHistory = 512;

    private const long NanosPerMs = 1_000_000;

    private ulong[] _entries = new ulong[8];
    private int _used;
    private int _next;
    private long _newestMs = long.MinValue;
    private long _forgottenMs = long.MinValue;

    // The device's history has a memory of its own: a month of it must not take the place of the hour that still comes.
    private IdentityMemory? _history;

    /// <summary>Judges a message from the past that only fills history: known is the second copy of one of the newest
    /// <see cref="MostHistory"/>.</summary>
    public Arrival JudgeHistory(ulong identity, long measuredAtNanos) =>
        (_history ??= new IdentityMemory()).Judge(identity, measuredAtNanos, long.MaxValue, MostHistory);

    /// <param name="rememberMs">Messages up to so much older than the newest one are remembered.</param>
    public Arrival Judge(ulong identity, long measuredAtNanos, long rememberMs) => Judge(identity, measuredAtNanos, rememberMs, Most);

    private Arrival Judge(ulong identity, long measuredAtNanos, long rememberMs, int most)
    {
        var ms = Math.DivRem(measuredAtNanos, NanosPerMs, out var rest);
        var entry = Entry(ms, identity, rest);
        if (ms <= _newestMs)
        {
            if (_entries.AsSpan(0, _used).Contains(entry))
            {
                return Arrival.Duplicate;
            }

            if (ms <= _forgottenMs)
            {
                return Arrival.Forgotten;
            }
        }

        _newestMs = Math.Max(_newestMs, ms);
        Remember(entry, rememberMs, most);
        return Arrival.New;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_newestMs);
        writer.Write(_forgottenMs);
        writer.Write(_used);
        // Oldest first, so that the place of the next one need not be kept.
        for (var i = 0; i < _used; i++)
        {
            writer.Write(_entries[(_next + i) % _used]);
        }

        writer.Write(_history is not null);
        _history?.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        _newestMs = reader.ReadInt64();
        _forgottenMs = reader.ReadInt64();
        _used = reader.ReadInt32();
        _next = 0;
        _entries = new ulong[Math.Max(8, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_used))];
        for (var i = 0; i < _used; i++)
        {
            _entries[i] = reader.ReadUInt64();
        }

        if (reader.ReadBoolean())
        {
            _history = new IdentityMemory();
            _history.Restore(reader);
        }
    }

    private static ulong Entry(long ms, ulong identity, long restNanos)
    {
        var hash = (identity ^ ((ulong)restNanos * 0x9E3779B97F4A7C15)) * 0xC2B2AE3D27D4EB4F;
        return ((ulong)unchecked((uint)ms) << 32) | (hash >> 32);
    }

    private void Remember(ulong entry, long rememberMs, int most)
    {
        if (_used < _entries.Length)
        {
            _entries[_used++] = entry;
            return;
        }

        // Full: the one that came first gives way, and everything up to its time can not be told any more; or there is made room.
        var back = unchecked((uint)_newestMs - (uint)(_entries[_next] >> 32));
        if (_used < Least || (_used < most && back <= rememberMs))
        {
            var larger = new ulong[_used * 2];
            for (var i = 0; i < _used; i++)
            {
                larger[i] = _entries[(_next + i) % _used];
            }

            (_entries, _next) = (larger, 0);
            _entries[_used++] = entry;
            return;
        }

        _forgottenMs = Math.Max(_forgottenMs, _newestMs - back);
        _entries[_next] = entry;
        _next = (_next + 1) % _used;
    }
}
