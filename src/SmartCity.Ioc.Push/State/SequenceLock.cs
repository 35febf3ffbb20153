namespace SmartCity.Ioc.Push.State;

/// <summary>
/// Lets one writer change several fields while any number of readers copy them, and never makes the writer wait. The number is odd while
/// a write is in progress; a reader copies, then asks whether the number is still the one that it began with, and else copies again. What
/// a reader copied before it knows so may be torn: it must not follow or index anything by it.
/// </summary>
internal struct SequenceLock
{
    private int _sequence;

    // A full fence: no write of the section may become visible before the odd number.
    public void BeginWrite() => Interlocked.Increment(ref _sequence);

    public void EndWrite() => Volatile.Write(ref _sequence, _sequence + 1);

    /// <summary>The number to hand to <see cref="IsValid"/>; waits out a write in progress, which takes well under a microsecond.</summary>
    public readonly int BeginRead()
    {
        var spin = default(SpinWait);
        while (true)
        {
            var sequence = Volatile.Read(in _sequence);
            if ((sequence & 1) == 0)
            {
                return sequence;
            }

            spin.SpinOnce();
        }
    }

    public readonly bool IsValid(int sequence)
    {
        Volatile.ReadBarrier();
        return _sequence == sequence;
    }
}
