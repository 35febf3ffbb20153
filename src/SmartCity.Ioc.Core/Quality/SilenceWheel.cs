namespace SmartCity.Ioc.Quality;

/// <summary>
/// Which devices are to be looked at when: a wheel of short lists, so that a deadline costs an entry of eight bytes and no search. A device that
/// was given another deadline meanwhile is found in its old list too; whoever takes it compares. Used by one thread.
/// </summary>
internal sealed class SilenceWheel
{
    // 67 ms: at ten thousand messages a second a few frames, whose lists are looked through again while they are current.
    private const int TickBits = 26;
    private const int Slots = 1024;

    // Entries are numbered from 1; 0 is none.
    private readonly int[] _heads = new int[Slots];
    private (int Device, int Next)[] _entries = new (int, int)[64];
    private int _used;
    private int _free;
    private long _tick;

    /// <summary>Where a deadline stands. Deadlines a turn apart share a place.</summary>
    public static int SlotOf(long atNanos) => (int)(atNanos >> TickBits) & (Slots - 1);

    /// <summary>One that has passed is found at the next look.</summary>
    public void Add(int device, long atNanos)
    {
        var entry = _free;
        if (entry != 0)
        {
            _free = _entries[entry].Next;
        }
        else
        {
            entry = ++_used;
            if (entry == _entries.Length)
            {
                Array.Resize(ref _entries, entry + (entry / 4));
            }
        }

        ref var head = ref _heads[SlotOf(Math.Max(atNanos, _tick << TickBits))];
        _entries[entry] = (device, head);
        head = entry;
    }

    public void Clear()
    {
        Array.Clear(_heads);
        _used = _free = 0;
    }

    /// <summary>The first list to be looked at: all of them where the clock went a whole turn.</summary>
    public long Begin(long clockNanos) => Math.Max(_tick, (clockNanos >> TickBits) - Slots + 1);

    /// <summary>Empties the lists that the clock has reached, one after the other, the current one too: what is not due yet is to be added
    /// again.</summary>
    /// <param name="tick">Where it stands; <see cref="Begin"/> gives the first.</param>
    /// <param name="entries">For <see cref="TryNext"/>, to its end.</param>
    /// <returns>False behind the last list.</returns>
    public bool TryTake(long clockNanos, ref long tick, out int slot, out int entries)
    {
        var last = clockNanos >> TickBits;
        while (tick <= last && _heads[(int)tick & (Slots - 1)] == 0)
        {
            tick++;
        }

        _tick = Math.Min(tick, last);
        slot = (int)tick & (Slots - 1);
        entries = 0;
        if (tick > last)
        {
            return false;
        }

        // What is added to the list from now on is for its next turn.
        (entries, _heads[slot]) = (_heads[slot], 0);
        tick++;
        return true;
    }

    /// <summary>The next device of a list that was taken.</summary>
    public bool TryNext(ref int entries, out int device)
    {
        var entry = entries;
        (device, entries) = _entries[entry];
        if (entry == 0)
        {
            return false;
        }

        (_entries[entry].Next, _free) = (_free, entry);
        return true;
    }
}
