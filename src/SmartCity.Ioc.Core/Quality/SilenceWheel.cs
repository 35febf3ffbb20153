namespace SmartCity.Ioc.Quality;

/// <summary>
/// Which devices are to be looked at when: a wheel of short lists, so that a deadline costs an entry of four bytes and no search. A device that
/// was given another deadline meanwhile is found in its old list too; whoever takes it compares. Used by one thread.
/// </summary>
internal sealed class SilenceWheel
{
    // 67 ms: at ten thousand messages a second a few frames, whose lists are looked through again while they are current.
    private const int TickBits = 26;
    private const int Slots = 1024;

    private readonly int[][] _devices = new int[Slots][];
    private readonly int[] _counts = new int[Slots];
    private int[] _taken = [];
    private long _tick;

    public SilenceWheel() => Array.Fill(_devices, []);

    /// <summary>Where a deadline stands. Deadlines more than a turn apart share a place.</summary>
    public static int SlotOf(long atNanos) => (int)(atNanos >> TickBits) & (Slots - 1);

    /// <summary>One that has passed is found at the next look.</summary>
    public void Add(int device, long atNanos)
    {
        var slot = SlotOf(Math.Max(atNanos, _tick << TickBits));
        var count = _counts[slot]++;
        if (count == _devices[slot].Length)
        {
            Array.Resize(ref _devices[slot], Math.Max(4, count + (count / 2)));
        }

        _devices[slot][count] = device;
    }

    public void Clear() => Array.Clear(_counts);

    /// <summary>Empties the lists that the clock has reached, one after the other, the current one too: what is not due yet is to be added
    /// again.</summary>
    /// <param name="tick">Where it stands; <see cref="Begin"/> gives the first.</param>
    /// <param name="devices">Valid until the next call.</param>
    /// <returns>False behind the last list.</returns>
    public bool TryTake(long clockNanos, ref long tick, out int slot, out ReadOnlySpan<int> devices)
    {
        var last = clockNanos >> TickBits;
        while (tick <= last && _counts[(int)tick & (Slots - 1)] == 0)
        {
            tick++;
        }

        _tick = Math.Min(tick, last);
        slot = (int)tick & (Slots - 1);
        if (tick > last)
        {
            devices = default;
            return false;
        }

        // What is added to the list from now on is for its next turn.
        (_taken, _devices[slot]) = (_devices[slot], _taken);
        devices = _taken.AsSpan(0, _counts[slot]);
        _counts[slot] = 0;
        tick++;
        return true;
    }

    /// <summary>The first list to be looked at: all of them where the clock went a whole turn.</summary>
    public long Begin(long clockNanos) => Math.Max(_tick, (clockNanos >> TickBits) - Slots + 1);
}
