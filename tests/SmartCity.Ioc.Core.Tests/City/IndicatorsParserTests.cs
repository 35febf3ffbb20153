using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Indicators;

namespace SmartCity.Ioc.Tests.City;

public sealed class IndicatorsParserTests
{
    private const string Beds = """
        indicators:
          - id: beds
            name: {vi: Giường bệnh, en: Beds}
            domain: health
            unit: "%"
            direction: lower
            target: 85
            warning: 95
            min: 0
            max: 150
            zone: bai-sau
            period: 1d
            source: Sở Y tế
            decimals: 0
        """;

    [Fact]
    public void Indicator_Valid_HasItsBoundsAndZone()
    {
        var city = Parse(Beds).City!;
        var beds = city.Indicators.Should().ContainSingle().Subject;
        beds.Should().Be(new IndicatorDefinition(
            "beds", new LocalizedText("Giường bệnh", "Beds"), Domain.Health, "%", IndicatorDirection.Lower, 85, 95,
            city.Zones.Zones.Single(zone => zone.Id == "bai-sau").Index, TimeSpan.FromDays(1), "Sở Y tế", 0)
        {
            Min = 0,
            Max = 150,
        });
    }

    [Fact]
    public void Indicators_Missing_AreNone() => new SmallCity().Parse().City!.Indicators.Should().BeEmpty();

    [Theory]
    [InlineData("domain: health", "domain: helth", 4, "'helth' is not a domain")]
    [InlineData("direction: lower", "direction: down", 6, "it must be one of higher, lower")]
    [InlineData("warning: 95", "warning: 80", 8, "'warning' (80) must be at least 'target' (85): lower is better")]
    [InlineData("direction: lower", "direction: higher", 8, "'warning' (95) must be at most 'target' (85): higher is better")]
    [InlineData("max: 150", "max: 0", 9, "'min' (0) must be smaller than 'max' (0)")]
    [InlineData("max: 150", "max: 90", 8, "'warning' (95) must lie between 'min' and 'max'")]
    [InlineData("min: 0", "min: 86", 7, "'target' (85) must lie between 'min' and 'max'")]
    [InlineData("zone: bai-sau", "zone: bai-sao", 11, "zone 'bai-sao' does not exist; did you mean 'bai-sau'?")]
    [InlineData("period: 1d", "period: 0s", 12, "'period' must be longer than zero")]
    [InlineData("period: 1d", "period: daily", 12, "must be a duration with its unit")]
    [InlineData("    source: Sở Y tế\n", "", 2, "'source' is missing")]
    [InlineData("decimals: 0", "decimals: 7", 14, "must be a whole number from 0 to 6")]
    [InlineData("unit:", "units:", 5, "'units' is not a key of indicator 'beds'; did you mean 'unit'?")]
    public void Indicator_Wrong_SaysWhereAndWhat(string text, string wrong, int line, string message)
    {
        Beds.Should().Contain(text);
        var result = Parse(Beds.Replace(text, wrong, StringComparison.Ordinal));
        result.City.Should().BeNull();
        result.Errors.Should().Contain(error => error.File == "indicators.yaml" && error.Line == line && error.Message.Contains(message));
    }

    [Fact]
    public void Indicator_Twice_IsAnError() =>
        Parse(Beds + "\n" + Beds["indicators:\n".Length..]).Errors.Should().ContainSingle()
            .Which.Message.Should().Be("indicator 'beds' stands already in indicators.yaml:2");

    [Theory]
    [InlineData(IndicatorDirection.Higher, 95, IndicatorStatus.Good)]
    [InlineData(IndicatorDirection.Higher, 94.9, IndicatorStatus.Warning)]
    [InlineData(IndicatorDirection.Higher, 90, IndicatorStatus.Warning)]
    [InlineData(IndicatorDirection.Higher, 89.9, IndicatorStatus.Bad)]
    [InlineData(IndicatorDirection.Lower, 95, IndicatorStatus.Good)]
    [InlineData(IndicatorDirection.Lower, 95.1, IndicatorStatus.Warning)]
    [InlineData(IndicatorDirection.Lower, 100, IndicatorStatus.Warning)]
    [InlineData(IndicatorDirection.Lower, 100.1, IndicatorStatus.Bad)]
    public void Status_IsByTargetAndWarning(IndicatorDirection direction, double value, IndicatorStatus expected)
    {
        var warning = direction == IndicatorDirection.Higher ? 90 : 100;
        new IndicatorDefinition("x", new LocalizedText("x", "x"), Domain.Health, "", direction, 95, warning, 0, TimeSpan.FromDays(1), "x", 1)
            .StatusOf(value).Should().Be(expected);
    }

    private static CityParseResult Parse(string indicators) => new SmallCity().WithFile("indicators.yaml", indicators).Parse();
}
