namespace SmartCity.Ioc.Quality;

/// <summary>One line of the ledger: a minute of arrival, or the total. Messages, or the numbers in them.</summary>
public readonly record struct LedgerCounts(
    long Received, long Accepted, long Duplicate, long Late, long Quarantined, long Retained, long Lost, long Recovered, long Stored)
{
    /// <summary>Accepted and never to be stored: <see cref="Thinned"/>, refused by the store for good, or given up over the journal's disk budget
    /// while the store was away. The last two in the total only: to which minute they belonged nobody can say.</summary>
    public long NotStored { get; init; }

    /// <summary>See <see cref="LedgerEntry.Thinned"/>.</summary>
    public long Thinned { get; init; }

    /// <summary>See <see cref="LedgerEntry.Shed"/>.</summary>
    public long Shed { get; init; }

    /// <summary>Accepted and not yet confirmed by the store.</summary>
    public long Waiting => Accepted - Stored - NotStored;

    /// <summary>What went in less what came out; anything but 0 is a message that nobody answers for.</summary>
    public long Difference => Received - Accepted - Duplicate - Late - Quarantined;

    public static LedgerCounts operator +(LedgerCounts left, LedgerCounts right) => new(
        left.Received + right.Received,
        left.Accepted + right.Accepted,
        left.Duplicate + right.Duplicate,
        left.Late + right.Late,
        left.Quarantined + right.Quarantined,
        left.Retained + right.Retained,
        left.Lost + right.Lost,
        left.Recovered + right.Recovered,
        left.Stored + right.Stored)
    {
        NotStored = left.NotStored + right.NotStored,
        Thinned = left.Thinned + right.Thinned,
        Shed = left.Shed + right.Shed,
    };

    public static LedgerCounts Add(LedgerCounts left, LedgerCounts right) => left + right;
}
