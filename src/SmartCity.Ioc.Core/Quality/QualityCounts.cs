namespace SmartCity.Ioc.Quality;

/// <summary>
/// What the ratios of a data check are made of: of one device, or added up over the devices of a zone. Counts are messages. The first four
/// ratios are the national guidance's <em>đúng, đủ, sạch, sống</em>; <c>docs/data-quality.md</c> defines all of them. NaN where there is
/// nothing to judge.
/// </summary>
/// <param name="Expected">By the kind's interval from the first message to the clock.</param>
/// <param name="Lost">Missing in the device's sequence now.</param>
/// <param name="Retained">A broker's copies; outside all ratios.</param>
/// <param name="Doubtful">Came while the device was suspect.</param>
/// <param name="TimeAssumed">Without a time of their own.</param>
/// <param name="KnownNanos">Since the first message.</param>
/// <param name="SilentNanos">Of which stale or offline.</param>
public readonly record struct QualityCounts(
    long Expected, long Accepted, long Duplicates, long Late, long Rejected, long Lost, long Retained, long Doubtful, long TimeAssumed,
    double KnownNanos, double SilentNanos)
{
    public long Readable => Accepted + Duplicates + Late;

    public long Received => Readable + Rejected;

    /// <summary>Đúng: heard messages that were not put aside, over all heard.</summary>
    public double Valid => Ratio(Readable, Received);

    /// <summary>Đủ: different messages over expected ones, at most 1.</summary>
    public double Complete => Ratio(Accepted + Late, Expected);

    /// <summary>Sạch: different messages that came while the device was above suspicion, over all readable ones.</summary>
    public double Clean => Ratio(Accepted + Late - Doubtful, Readable);

    /// <summary>Sống: share of the time in which it was neither stale nor offline.</summary>
    public double Live => KnownNanos > 0 ? Math.Clamp(1 - (SilentNanos / KnownNanos), 0, 1) : Received > 0 ? 1 : double.NaN;

    /// <summary>Came before, over all readable ones.</summary>
    public double DuplicateRatio => Ratio(Duplicates, Readable);

    /// <summary>Missing in sequences, over these and what came.</summary>
    public double LossRatio => Ratio(Lost, Accepted + Late + Lost);

    public static QualityCounts operator +(in QualityCounts left, in QualityCounts right) => Add(left, right);

    /// <returns>What came between two looks at the same source.</returns>
    public static QualityCounts operator -(in QualityCounts later, in QualityCounts earlier) => Subtract(later, earlier);

    public static QualityCounts Add(in QualityCounts left, in QualityCounts right) => new(
        left.Expected + right.Expected, left.Accepted + right.Accepted, left.Duplicates + right.Duplicates, left.Late + right.Late,
        left.Rejected + right.Rejected, left.Lost + right.Lost, left.Retained + right.Retained, left.Doubtful + right.Doubtful,
        left.TimeAssumed + right.TimeAssumed, left.KnownNanos + right.KnownNanos, left.SilentNanos + right.SilentNanos);

    public static QualityCounts Subtract(in QualityCounts later, in QualityCounts earlier) => new(
        later.Expected - earlier.Expected, later.Accepted - earlier.Accepted, later.Duplicates - earlier.Duplicates, later.Late - earlier.Late,
        later.Rejected - earlier.Rejected, Math.Max(0, later.Lost - earlier.Lost), later.Retained - earlier.Retained,
        later.Doubtful - earlier.Doubtful, later.TimeAssumed - earlier.TimeAssumed, later.KnownNanos - earlier.KnownNanos,
        later.SilentNanos - earlier.SilentNanos);

    private static double Ratio(long part, long whole) => whole <= 0 ? double.NaN : Math.Clamp((double)part / whole, 0, 1);
}
