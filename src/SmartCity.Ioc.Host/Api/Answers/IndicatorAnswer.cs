using SmartCity.Ioc.City;
using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Status">By the newest observation, however old it is.</param>
/// <param name="AgeSeconds">By the city's clock; null where nothing was ever observed.</param>
/// <param name="Stale">The newest observation is older than one and a half periods.</param>
internal sealed record IndicatorAnswer(
    string Id, LocalizedText Name, string Domain, string Unit, string Direction, double Target, double Warning, double? Min, double? Max, string Zone,
    double PeriodSeconds, string Source, int Decimals, string Status, ObservationAnswer? Newest, double? AgeSeconds, bool Stale)
{
    public static IndicatorAnswer Of(IndicatorScore score, ZoneTree zones, DateTimeOffset now)
    {
        var d = score.Definition;
        return new IndicatorAnswer(
            d.Id, d.Name, KebabCase.Of(d.Domain), d.Unit, KebabCase.Of(d.Direction), d.Target, d.Warning, Finite(d.Min), Finite(d.Max),
            zones[d.Zone].Id, d.Period.TotalSeconds, d.Source, d.Decimals, KebabCase.Of(score.Status),
            score.Newest is { } newest ? ObservationAnswer.Of(newest) : null,
            score.Newest is { } seen ? (now - ApiTime.FromNanos(seen.TimeNanos)).TotalSeconds : null,
            score.IsStale(ApiTime.ToNanos(now)));
    }

    private static double? Finite(double bound) => double.IsFinite(bound) ? bound : null;
}
