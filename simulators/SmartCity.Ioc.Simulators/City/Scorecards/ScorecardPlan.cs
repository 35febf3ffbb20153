using SmartCity.Ioc.Indicators;

namespace SmartCity.Ioc.Simulators.City.Scorecards;

/// <summary>
/// Observations as the city's offices would put them: one at each period's end, wandering about the target, so that on any day some
/// indicators are good and some are not. Seed, indicator and time decide each.
/// </summary>
internal sealed class ScorecardPlan(ulong seed, TimeZoneInfo zone)
{
    /// <summary>Periods that a figure takes from one turn to the next.</summary>
    private const double Swing = 4;

    /// <summary>Of the distance from the target to the warning: how far a figure wanders, and how far aside of the target it does so.</summary>
    private const double Width = 0.7;
    private const double Aside = 0.9;

    /// <summary>The newest period's end that has come, in the zone's own days.</summary>
    public DateTimeOffset LastEnd(IndicatorDefinition indicator, DateTimeOffset now)
    {
        var local = now + zone.GetUtcOffset(now);
        return new DateTimeOffset(local.UtcTicks / indicator.Period.Ticks * indicator.Period.Ticks, TimeSpan.Zero) - zone.GetUtcOffset(now);
    }

    public Observation At(IndicatorDefinition indicator, DateTimeOffset end)
    {
        var (stream, place) = (Noise.Stream(indicator.Id), end.UtcTicks / indicator.Period.Ticks);
        var way = (Width * Noise.Smooth(seed, stream, place / Swing)) + (Aside * ((2 * Noise.Unit(seed, stream, -1)) - 1));
        var value = Math.Clamp(indicator.Target + ((indicator.Warning - indicator.Target) * way), indicator.Min, indicator.Max);
        if (indicator.Unit != "%")
        {
            return new Observation(end, Math.Round(value, indicator.Decimals), null, null);
        }

        // A whole of some hundreds to thousands that is a little different each time.
        var whole = Math.Round((300 + (4000 * Noise.Unit(seed, stream, -2))) * (0.9 + (0.2 * Noise.Unit(seed, stream, place))));
        return new Observation(end, null, Math.Round(whole * value / 100), whole);
    }
}
