namespace SmartCity.Ioc.Quality;

/// <summary>
/// Which devices are to be looked at when: a wheel of short lists, so that a deadline costs some four bytes and no search. A device that
/// was given another deadline meanwhile is found in its old list too; whoever takes it compares. Used by one thread.
/// </summary>
internal sealed class SilenceWheel
{
    // 8 ms: at a hundred thousand messages a second a few frames. A list is looked through again with each frame while it is current.
    private const int TickBits = 23;
    private const int Slots = 8192;

    // A list is a chain of blocks of two cache lines: the block behind it, how many devices it holds, and those. A link for each device would
    // be a cache miss for each, one after the other.
    private const int BlockLength = 32;
    private const int Count = 1;
    private const int First = 2;
    private const int Room = BlockLength - First;

    // Where a list's newest block begins; 0 is none, so the first block is nobody's.
    private readonly int[] _heads = new int[Slots];
    private int[] _blocks = new int[4 * BlockLength];
    private int _used = BlockLength;
    private int _free;
    private long _tick;

    /// <summary>Where a deadline stands. Deadlines a turn apart share a place.</summary>
    public static int SlotOf(long atNanos) => (int)(atNanos >> TickBits) & (Slots - 1);

    /// <summary>One that has passed is found at the next look.</summary>
    public void Add(int device, long atNanos)
    {
        ref var head = ref _heads[SlotOf(Math.Max(atNanos, _tick << TickBits))];
        if (head == 0 || _blocks[head + Count] == Room)
        {
            head = Begin(head);
        }

        _blocks[head + First + _blocks[head + Count]++] = device;
    }

    public void Clear()
    {
        Array.Clear(_heads);
        _used = BlockLength;
        _free = 0;
    }

    /// <summary>The first list to be looked at: all of them where the clock went a whole turn.</summary>
    public long Begin(long clockNanos) => Math.Max(_tick, (clockNanos >> TickBits) - Slots + 1);

    /// <summary>Empties the lists that the clock has reached, one after the other, the current one too: what is not due yet is to be added
    /// again.</summary>
    /// <param name="tick">Where it stands; <see cref="Begin(long)"/> gives the first.</param>
    /// <param name="block">For <see cref="TryNext"/>, to its end.</param>
    /// <returns>False behind the last list.</returns>
    public bool TryTake(long clockNanos, ref long tick, out int slot, out int block)
    {
        var last = clockNanos >> TickBits;
        while (tick <= last && _heads[(int)tick & (Slots - 1)] == 0)
        {
            tick++;
        }

        _tick = Math.Min(tick, last);
        slot = (int)tick & (Slots - 1);
        block = 0;
        if (tick > last)
        {
            return false;
        }

        // What is added to the list from now on is for its next turn.
        (block, _heads[slot]) = (_heads[slot], 0);
        tick++;
        return true;
    }

    /// <summary>The next device of a list that was taken.</summary>
    public bool TryNext(ref int block, out int device)
    {
        if (block == 0)
        {
            device = 0;
            return false;
        }

        device = _blocks[block + First + --_blocks[block + Count]];
        if (_blocks[block + Count] == 0)
        {
            var next = _blocks[block];
            (_blocks[block], _free) = (_free, block);
            block = next;
        }

        return true;
    }

    private int Begin(int next)
    {
        var block = _free;
        if (block != 0)
        {
            _free = _blocks[block];
        }
        else
        {
            block = _used;
            _used += BlockLength;
            if (_used > _blocks.Length)
            {
                Array.Resize(ref _blocks, Math.Max(_used, _blocks.Length + (_blocks.Length / 4)));
            }
        }

        (_blocks[block], _blocks[block + Count]) = (next, 0);
        return block;
    }
}
