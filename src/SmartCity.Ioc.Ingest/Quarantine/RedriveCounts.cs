namespace SmartCity.Ioc.Ingest.Quarantine;

/// <summary>What became of messages that were driven again.</summary>
/// <param name="Redriven">Messages of the quarantine that were decoded again and are no longer in it as they were.</param>
/// <param name="Accepted">Device messages that came of them and went to the pipeline, which tells duplicates and late ones.</param>
/// <param name="Quarantined">Put aside again, under a new id and perhaps with another reason.</param>
/// <param name="Known">Driven again before; nothing was done.</param>
public sealed record RedriveCounts(int Redriven, int Accepted, int Quarantined, int Known)
{
    public static RedriveCounts None { get; } = new(0, 0, 0, 0);

    public static RedriveCounts operator +(RedriveCounts left, RedriveCounts right) => new(
        left.Redriven + right.Redriven, left.Accepted + right.Accepted, left.Quarantined + right.Quarantined, left.Known + right.Known);

    public static RedriveCounts Add(RedriveCounts left, RedriveCounts right) => left + right;
}
