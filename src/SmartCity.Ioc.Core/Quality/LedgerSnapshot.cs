namespace SmartCity.Ioc.Quality;

/// <param name="StartNanos">The minute's start by our clock, nanoseconds since the Unix epoch.</param>
/// <param name="Messages">Messages that arrived in it.</param>
/// <param name="Readings">Numbers in those messages.</param>
public readonly record struct LedgerMinute(long StartNanos, LedgerCounts Messages, LedgerCounts Readings);

/// <summary>The ledger at one moment: the totals and the minutes still remembered, oldest first. Consistent in itself.</summary>
public sealed record LedgerSnapshot(LedgerCounts Messages, LedgerCounts Readings, IReadOnlyList<LedgerMinute> Minutes)
{
    /// <summary>Whether both sides agree, in total and in every minute.</summary>
    public bool IsBalanced => Messages.Difference == 0 && Minutes.All(minute => minute.Messages.Difference == 0);
}
