
namespace SmartCity.Ioc.Storage.Journals;

/// <summary>A journal's counters, local first; instruments of the meter read them when somebody looks.</summary>
internal sealed class JournalCounters
{
    private long _frames;
    private long _appendedBytes;
    private long _syncs;
    private long _failures;
    private long _damagedBytes;
    private long _damagedPlaces;
    private long _givenUpBytes;
    private long _missedBytes;
    private long _cutBytes;

    public long Frames => Volatile.Read(ref _frames);

    public long AppendedBytes => Volatile.Read(ref _appendedBytes);

    public long Syncs => Volatile.Read(ref _syncs);

    public long Failures => Volatile.Read(ref _failures);

    public long DamagedBytes => Volatile.Read(ref _damagedBytes);

    public long DamagedPlaces => Volatile.Read(ref _damagedPlaces);

    public long GivenUpBytes => Volatile.Read(ref _givenUpBytes);

    public long MissedBytes => Volatile.Read(ref _missedBytes);

    public long CutBytes => Volatile.Read(ref _cutBytes);

    // Called by one thread at a time: the one that appends, and who holds the fsync.
    public void Appended(long bytes)
    {
        Volatile.Write(ref _frames, _frames + 1);
        Volatile.Write(ref _appendedBytes, _appendedBytes + bytes);
    }

    public void Synced() => Volatile.Write(ref _syncs, _syncs + 1);

    public void Failed() => Interlocked.Increment(ref _failures);

    public void Damaged(long bytes)
    {
        Interlocked.Add(ref _damagedBytes, bytes);
        Interlocked.Increment(ref _damagedPlaces);
    }

    public void GivenUp(long bytes) => Interlocked.Add(ref _givenUpBytes, bytes);

    public void Missed(long bytes) => Interlocked.Add(ref _missedBytes, bytes);

    public void Cut(long bytes) => Interlocked.Add(ref _cutBytes, bytes);
}
