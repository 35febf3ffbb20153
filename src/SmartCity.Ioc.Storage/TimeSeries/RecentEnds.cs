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

    /// <returns>The oldest of the last minutes, or <paramref name="end"/> where none was noted.</returns>
    public JournalPosition TakeOldest(JournalPosition end)
    {
        var oldest = _ends.Count > 0 && _ends.Peek().End < end ? _ends.Peek().End : end;
        _ends.Clear();
        return oldest;
    }
}
