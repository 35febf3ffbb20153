namespace SmartCity.Ioc.City;

/// <summary>A metric that a kind declares: what its numbers mean and which of them can be true.</summary>
/// <param name="Id">The member's name in the payload (<c>pm25</c>).</param>
/// <param name="Name">What a screen calls it.</param>
/// <param name="Unit">The unit in UCUM-like short form (<c>µg/m³</c>, <c>km/h</c>), or empty for a plain count.</param>
/// <param name="Min">Smallest value that the device can truthfully report; below it the message is quarantined.</param>
/// <param name="Max">Largest such value.</param>
/// <param name="Decimals">Digits after the decimal point on a screen.</param>
/// <param name="Percentiles">Whether windows keep a sketch for p50, p95 and p99.</param>
public sealed record MetricDefinition(string Id, LocalizedText Name, string Unit, double Min, double Max, int Decimals, bool Percentiles)
{
    /// <summary>What it is worked out after; null for what is measured.</summary>
    public MetricSource? Source { get; init; }

    /// <summary>The fastest that the quantity can truly change, in its unit a second; a faster step is an impossible jump. Null for no such limit.</summary>
    public double? MaxChangePerSecond { get; init; }

    /// <summary>How long the quantity can truly stay the same to the last digit; longer is flat-lined. Null where it may stay for ever.</summary>
    public TimeSpan? FlatAfter { get; init; }

    /// <summary>The fastest that the quantity can truly run in one direction for most of a minute, in its unit a minute; faster is a drift. Null for no
    /// such limit.</summary>
    public double? MaxTrendPerMinute { get; init; }

    /// <summary>Together with the kind's other lively metrics a living sensor hardly ever repeats it: how often it does is learned, and a run that
    /// chance does not explain is flat-lined.</summary>
    public bool Lively { get; init; }
}
