namespace SmartCity.Ioc.Storage.Journals;

/// <summary>What a journal does when its disk budget is used up and nothing in it has been read by everyone.</summary>
public enum BudgetPolicy
{
    /// <summary>Refuse the next frame: whoever appends answers "not now", and the sender keeps what it has.</summary>
    Refuse,

    /// <summary>Give up the oldest: first readings, then the rest, counted.</summary>
    GiveUpOldest,
}

/// <summary>One journal's place and bounds.</summary>
public sealed record FileJournalOptions
{
    /// <summary>A directory of its own; created where it is missing.</summary>
    public required string Directory { get; init; }

    /// <summary>What logs and metrics call it.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// A segment is closed when the next frame would pass it. 64 MiB are 13 seconds at 20,000 messages of 250 bytes a second, and a torn
    /// tail is looked for in that much only.
    /// </summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>How long frames are kept after everyone has read them, so that a stretch of the past can be replayed.</summary>
    public TimeSpan KeepSpan { get; init; } = TimeSpan.FromHours(6);

    /// <summary>All segments together. Over it frames that everyone has read go first, whatever their age.</summary>
    public long BudgetBytes { get; init; } = 20L << 30;

    public BudgetPolicy WhenFull { get; init; } = BudgetPolicy.Refuse;

    /// <summary>Readers that exist from the first day: nothing is deleted before they have stored a position past it.</summary>
    public IReadOnlyList<string> Readers { get; init; } = [];

    /// <summary>Appended but not yet written; past it <c>Append</c> refuses until a flush succeeds.</summary>
    public int MaxPendingBytes { get; init; } = 32 << 20;
}
