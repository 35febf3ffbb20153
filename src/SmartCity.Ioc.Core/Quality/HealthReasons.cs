namespace SmartCity.Ioc.Quality;

/// <summary>The words of <see cref="HealthChange.Reason"/>. Their places are on disk: add at the end.</summary>
internal static class HealthReasons
{
    public const byte None = 0;
    public const byte Heard = 1;
    public const byte Silent = 2;
    public const byte LastWill = 3;
    public const byte Frozen = 4;
    public const byte Skewed = 5;
    public const byte Recovered = 6;
    public const byte Flat = 7;
    public const byte Jumped = 8;
    public const byte OutOfRange = 9;
    public const byte Drifting = 10;
    public const byte OutOfService = 11;

    private static readonly string[] Words =
    [
        "never-heard", "heard", "silent", "last-will", "frozen", "skewed", "recovered", "flat", "jump", "out-of-range", "drifting", "out-of-service",
    ];

    public static string Word(byte reason) => reason < Words.Length ? Words[reason] : Words[None];

    /// <summary>The reason for a suspicion: the one that says most about where to look stands for all.</summary>
    public static byte Of(Suspicion suspicion) =>
        (suspicion & Suspicion.OutOfRange) != 0 ? OutOfRange
        : (suspicion & Suspicion.Frozen) != 0 ? Frozen
        : (suspicion & Suspicion.Flat) != 0 ? Flat
        : (suspicion & Suspicion.Jumping) != 0 ? Jumped
        : (suspicion & Suspicion.Drifting) != 0 ? Drifting
        : (suspicion & Suspicion.Skewed) != 0 ? Skewed
        : None;
}
