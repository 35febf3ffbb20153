using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Indicators;

/// <summary>A figure of a scorecard that an office puts by hand or by program, not a device.</summary>
/// <param name="Target">The value from which on it is good.</param>
/// <param name="Warning">The value from which on it is bad: beyond it, away from the target. Equal to the target where there is nothing between.</param>
/// <param name="Zone">Index of the zone that the figure is about.</param>
/// <param name="Period">Time between two observations.</param>
/// <param name="Source">The office or system that the figure comes from.</param>
public sealed record IndicatorDefinition(
    string Id,
    LocalizedText Name,
    Domain Domain,
    string Unit,
    IndicatorDirection Direction,
    double Target,
    double Warning,
    int Zone,
    TimeSpan Period,
    string Source,
    int Decimals)
{
    /// <summary>As with devices, an observation is awaited for one and a half periods before the one on show counts as old.</summary>
    private const double StalePeriods = 1.5;

    /// <summary>Smallest and largest value that can be true; what is beyond is refused.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <inheritdoc cref="Min"/>
    public double Max { get; init; } = double.PositiveInfinity;

    public IndicatorStatus StatusOf(double value) => Direction switch
    {
        IndicatorDirection.Higher => value >= Target ? IndicatorStatus.Good : value >= Warning ? IndicatorStatus.Warning : IndicatorStatus.Bad,
        _ => value <= Target ? IndicatorStatus.Good : value <= Warning ? IndicatorStatus.Warning : IndicatorStatus.Bad,
    };

    /// <summary>The value of a part and its whole; in hundredths where the unit is per cent.</summary>
    public double ValueOf(double numerator, double denominator) => (Unit == "%" ? 100 : 1) * numerator / denominator;

    /// <summary>From when on an observation is old, nanoseconds since the Unix epoch.</summary>
    public long StaleAtNanos(long observedNanos) => observedNanos + (long)(Period.Ticks * StalePeriods) * 100;
}
