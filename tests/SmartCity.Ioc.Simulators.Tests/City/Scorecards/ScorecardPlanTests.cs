using SmartCity.Ioc.City;
using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Simulators.City.Scorecards;
using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Simulators.Tests.City.Scorecards;

public sealed class ScorecardPlanTests
{
    private static readonly CityModel VungTau = CityFolder.Read(ShippedFiles.City("vung-tau")).City!;
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 30, 0, TimeSpan.Zero);

    private readonly ScorecardPlan _plan = new(1, TimeZoneInfo.FindSystemTimeZoneById(VungTau.TimeZone));

    [Fact]
    public void LastEnd_OfADailyFigure_IsTheCitysMidnight() =>
        _plan.LastEnd(VungTau.Indicators.First(i => i.Period == TimeSpan.FromDays(1)), Now).Should().Be(new DateTimeOffset(2026, 11, 21, 17, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Observations_OfAQuarter_LieWithinTheirBounds()
    {
        foreach (var indicator in VungTau.Indicators)
        {
            var end = _plan.LastEnd(indicator, Now);
            Enumerable.Range(0, 90).Select(i => ValueOf(indicator, end - (i * indicator.Period)))
                .Should().OnlyContain(value => value >= indicator.Min && value <= indicator.Max, indicator.Id);
        }
    }

    [Fact]
    public void Observations_OfOneDay_AreNeitherAllGoodNorAllBad()
    {
        var statuses = VungTau.Indicators.Select(i => i.StatusOf(ValueOf(i, _plan.LastEnd(i, Now)))).Distinct().ToList();
        statuses.Should().Contain(IndicatorStatus.Good).And.HaveCountGreaterThan(1);
    }

    private double ValueOf(IndicatorDefinition indicator, DateTimeOffset end)
    {
        var observation = _plan.At(indicator, end);
        return observation.Value ?? indicator.ValueOf(observation.Numerator!.Value, observation.Denominator!.Value);
    }
}
