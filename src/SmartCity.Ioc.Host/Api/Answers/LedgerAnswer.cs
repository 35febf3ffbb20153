using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>The counts of CONTRACT section 3.</summary>
/// <param name="Balanced">Whether both sides agree in total and in every minute.</param>
/// <param name="Total">Messages since the first day.</param>
/// <param name="TotalReadings">The numbers in them.</param>
/// <param name="PerMinute">By minute of arrival, oldest first.</param>
internal sealed record LedgerAnswer(
    bool Balanced, LedgerLine Total, LedgerLine TotalReadings, IReadOnlyList<LedgerMinuteAnswer> PerMinute);

internal sealed record LedgerMinuteAnswer(DateTimeOffset Minute, LedgerLine Messages, LedgerLine Readings);

/// <param name="NotStored">Accepted, but thinned, refused by the store for good or given up over the disk budget; the last two in the totals
/// only.</param>
/// <param name="Waiting">Accepted and not yet confirmed by the store.</param>
/// <param name="Thinned">Of those not stored: single readings that are not kept because the server was behind; windows and alerts have them.</param>
/// <param name="Shed">Beside the balance: QoS 0 messages that were not taken in because the server was behind.</param>
/// <param name="Difference">Received less what became of it: 0, or the ledger is off.</param>
internal sealed record LedgerLine(
    long Received, long Accepted, long Duplicate, long Late, long Quarantined, long Retained, long Lost, long Recovered, long Stored,
    long NotStored, long Waiting, long Thinned, long Shed, long Difference)
{
    public static LedgerLine Of(LedgerCounts counts) => new(
        counts.Received, counts.Accepted, counts.Duplicate, counts.Late, counts.Quarantined, counts.Retained, counts.Lost, counts.Recovered,
        counts.Stored, counts.NotStored, counts.Waiting, counts.Thinned, counts.Shed, counts.Difference);
}
