namespace SmartCity.Ioc.Quality;

/// <summary>
/// Learns how often a source repeats itself, and tells when it does so longer than chance would have it: a sensor that gave the same value
/// twice in one of a hundred messages does not give it six times in a row.
/// </summary>
internal struct RepeatMemory
{
    /// <summary>Below this chance a run is no coincidence. Of ten thousand devices that speak every ten seconds nine a day would be wronged, were they
    /// as lively as they must be at the least; with a thousand different messages known the shortest run that counts has a chance of 1e-12.</summary>
    private const double Chance = 1e-7;

    /// <summary>So many different messages must be known before anything is said.</summary>
    private const int LeastChanges = 10;

    // A device that sends many times a second may truly stand still for a moment.
    private const long LeastNanos = 20_000_000_000;

    private ulong _hash;
    private long _sinceNanos;

    // Of the life before the run under way. Values that move slowly repeat themselves in rows, not one by one: the longest counts too.
    private ushort _changes;
    private ushort _repeats;
    private ushort _longest;
    private ushort _run;

    /// <summary>Event time since which the same values come.</summary>
    public readonly long SinceNanos => _sinceNanos;

    /// <summary>The same values come from now on, whatever was before.</summary>
    public void Begin(long atNanos) => _sinceNanos = atNanos;

    /// <summary>Whether these are the values that came last.</summary>
    public readonly bool IsOf(ulong hash) => hash == _hash;

    /// <param name="leastRun">Fewer repeats in a row are never suspicious.</param>
    /// <returns>Whether the same came more often in a row than this source can mean it.</returns>
    public bool Note(ulong hash, long atNanos, int leastRun)
    {
        if (hash == _hash)
        {
            _run = (ushort)Math.Min(_run + 1, ushort.MaxValue / 2);
            return IsSuspicious(atNanos, leastRun);
        }

        Learn(IsSuspicious(atNanos, leastRun) ? Math.Min(_run, 2 * Math.Max(_longest, leastRun)) : _run);
        (_hash, _sinceNanos, _run) = (hash, atNanos, 0);
        return false;
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(_hash);
        writer.Write(_sinceNanos);
        writer.Write(_changes);
        writer.Write(_repeats);
        writer.Write(_longest);
        writer.Write(_run);
    }

    public static RepeatMemory Restore(BinaryReader reader) => new()
    {
        _hash = reader.ReadUInt64(),
        _sinceNanos = reader.ReadInt64(),
        _changes = reader.ReadUInt16(),
        _repeats = reader.ReadUInt16(),
        _longest = reader.ReadUInt16(),
        _run = reader.ReadUInt16(),
    };

    // Of a suspicious run only as much as would double what is known: whoever was frozen for an hour is not to be trusted for two.
    private void Learn(int run)
    {
        _repeats = (ushort)Math.Min(_repeats + run, ushort.MaxValue / 2);
        _longest = (ushort)Math.Max(_longest, run);
        _changes++;
        if (_changes + _repeats > ushort.MaxValue / 4)
        {
            (_changes, _repeats, _longest) = ((ushort)(_changes / 2), (ushort)(_repeats / 2), (ushort)(_longest * 3 / 4));
        }
    }

    private readonly bool IsSuspicious(long atNanos, int leastRun)
    {
        if (_run < leastRun || _run <= 2 * _longest || _changes < LeastChanges || atNanos - _sinceNanos < LeastNanos)
        {
            return false;
        }

        // With one more repeat and one more change than were seen: what never happened may still happen.
        var one = (_repeats + 1.0) / (_changes + _repeats + 2.0);
        var all = one;
        for (var i = 1; i < _run && all > Chance; i++)
        {
            all *= one;
        }

        return all <= Chance;
    }
}
