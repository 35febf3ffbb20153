using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>Where the journal ended at each try while the store was away: where the last minutes begin, once it is back.</summary>
internal sealed class RecentEnds
{
    /// <summary>What walls want to see first.</summary>
    private const long SpanNanos = 300L * 1_000_000_000;

    private readonly Queue<(long AtNanos, JournalPosition End)> _ends = new();

    public void Note(JournalPosition end, long nowNanos)
    {
        _ends.Enqueue((nowNanos, end));
        while (_ends.Count > 1 && _ends.Peek().AtNanos < nowNanos - SpanNanos)
        {
            _ends.Dequeue();
        }
    }

    /// <summary>Where to begin with the newest; the next call looks at tries after this one.</summary>
    /// <param name="after">Up to here all is written.</param>
    /// <returns>The oldest of the last minutes, or null where none was noted that lies behind.</returns>
    public JournalPosition? TakeOldest(JournalPosition after)
    {
        JournalPosition? oldest = _ends.Count > 0 && _ends.Peek().End > after ? _ends.Peek().End : null;
        _ends.Clear();
        return oldest;
    }
}
