using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Ingest.Fakes;

/// <summary>A real journal on a disk that refuses when the test says so.</summary>
internal sealed class FaultyJournal(IJournal journal) : IJournal
{
    private volatile bool _refusesAppend;
    private volatile bool _refusesFlush;
    private int _syncs;

    public bool RefusesAppend
    {
        get => _refusesAppend;
        set => _refusesAppend = value;
    }

    public bool RefusesFlush
    {
        get => _refusesFlush;
        set => _refusesFlush = value;
    }

    public int Syncs => Volatile.Read(ref _syncs);

    public JournalPosition First => journal.First;

    public JournalPosition Durable => journal.Durable;

    public JournalPosition End => journal.End;

    public long LastTimeNanos => journal.LastTimeNanos;

    public JournalPosition Append(FrameKind kind, long timeNanos, ReadOnlySpan<byte> body) =>
        _refusesAppend ? throw new IOException("No space left on device") : journal.Append(kind, timeNanos, body);

    public void Flush(bool durable)
    {
        if (_refusesFlush)
        {
            throw new IOException("Read-only file system");
        }

        journal.Flush(durable);
        if (durable)
        {
            Interlocked.Increment(ref _syncs);
        }
    }

    public void Sync() => Flush(durable: true);

    public void TruncateAfter(JournalPosition position) => journal.TruncateAfter(position);

    public IJournalReader Read(JournalPosition from) => journal.Read(from);

    public JournalPosition? LoadPosition(string reader) => journal.LoadPosition(reader);

    public void StorePosition(string reader, JournalPosition position, ReadOnlySpan<byte> note = default) => journal.StorePosition(reader, position, note);

    public ReadOnlySpan<byte> LoadNote(string reader) => journal.LoadNote(reader);

    public void Dispose() => journal.Dispose();
}
