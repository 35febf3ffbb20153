using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Core.Tests.Alerts;

namespace SmartCity.Ioc.Tests.City;

/// <summary>The rule pack for Vietnam: data with test vectors of its own.</summary>
public sealed class PackTests
{
    private const string Zones = "zones:\n  - {id: hue, name: {vi: Huế, en: Hue}, center: [16.46, 107.59]}\n";

    private const string Kinds = """
        kinds:
          - id: air
            name: {vi: Không khí, en: Air}
            domain: environment
            interval: 10s
            metrics: [{id: pm25, name: {vi: Bụi, en: Dust}, unit: µg/m³, min: 0, max: 1000}]
            derived: [{id: aqi, name: {vi: AQI, en: AQI}, index: vn-aqi-hourly}]
          - id: water
            name: {vi: Nước, en: Water}
            domain: environment
            interval: 1h
            metrics: [{id: level, name: {vi: Mực nước, en: Level}, unit: m, min: -2, max: 12, decimals: 2}]
            derived: [{id: stage, name: {vi: Cấp báo động, en: Stage}, index: flood-stage}]
          - id: weather
            name: {vi: Thời tiết, en: Weather}
            domain: environment
            interval: 30s
            metrics: [{id: temp, name: {vi: Nhiệt độ, en: Temperature}, unit: °C, min: -10, max: 60}]
          - id: crowd
            name: {vi: Đám đông, en: Crowd}
            domain: security
            interval: 10s
            metrics: [{id: density, name: {vi: Mật độ, en: Density}, unit: p/m², min: 0, max: 12}]
          - id: camera
            name: {vi: Camera, en: Camera}
            domain: security
            interval: 5s
            metrics: [{id: fps, name: {vi: Hình, en: Frames}, unit: fps, min: 0, max: 120}]
        """;

    private const string Devices = """
        devices:
          - {id: air-1, kind: air, zone: hue, at: [16.4, 107.5]}
          - {id: wat-71520, kind: water, zone: hue, at: [16.4, 107.5]}
          - {id: wat-71518, kind: water, zone: hue, at: [16.4, 107.5]}
          - {id: weather-1, kind: weather, zone: hue, at: [16.4, 107.5]}
          - {id: crowd-1, kind: crowd, zone: hue, at: [16.4, 107.5]}
          - {id: cam-1, kind: camera, zone: hue, at: [16.4, 107.5]}
        """;

    public static TheoryData<string, string, string> Vectors()
    {
        var vectors = new TheoryData<string, string, string>();
        var map = YamlText.Load(RulePacks.Read("vietnam", "vectors.yaml"), new CityErrors())!;
        foreach (var vector in map.Maps("vectors", "a vector"))
        {
            vectors.Add(vector.Text("rule")!, vector.Text("say")!, vector.Text("expect", optional: true) ?? string.Empty);
        }

        return vectors;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vietnam_Vector_SaysWhatThePackSays(string rule, string say, string expect)
    {
        var city = Parse($"packs: [{{id: vietnam, rules: [{rule}]}}]").City!;
        city.Rules.Should().ContainSingle();

        string.Join(' ', new RuleRun(city).Play(say).Story).Should().Be(expect);
    }

    [Fact]
    public void Vietnam_EveryRule_FitsHasItsSourceAndAVector()
    {
        var city = Parse("packs: [{id: vietnam}]").City!;

        city.Rules.Should().HaveCountGreaterThanOrEqualTo(11).And.OnlyContain(rule => rule.Reference != null);
        city.Rules.Select(rule => rule.Id).Should().Contain(Vectors().Select(vector => (string)vector[0]).Distinct());
        city.Rules.Single(rule => rule.Id == "vn-pm25-24h-2023").Effective!.ToNanos
            .Should().Be(city.Rules.Single(rule => rule.Id == "vn-pm25-24h-2026").Effective!.FromNanos);
    }

    [Theory]
    [InlineData("2026-02-16", true)]
    [InlineData("2026-02-17", true)]
    [InlineData("2026-02-21", false)]
    [InlineData("2030-02-02", true)]
    [InlineData("2026-04-26", true)]
    [InlineData("2026-09-02", true)]
    [InlineData("2026-03-03", false)]
    public void Vietnam_Holidays_AreThoseOfItsCalendar(string day, bool isHoliday) =>
        Parse("packs: [{id: vietnam}]").City!.Calendar.IsHoliday(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)).Should().Be(isHoliday);

    [Fact]
    public void Pack_RuleOfTheCityWithTheSameId_GoesBefore()
    {
        var own = RuleRun.Simple("vn-heat", "weather", "{threshold: {metric: temp, above: 42}}");
        Parse("packs: [{id: vietnam}]", "rules:\n" + own).City!.Rules.Where(rule => rule.Id == "vn-heat").Should().ContainSingle().Which.Owner.Should().Be("test");
    }

    [Fact]
    public void Pack_KindThatTheCityDoesNotHave_LeavesItsRulesOut()
    {
        var city = Parse("packs: [{id: vietnam}]", kinds: Kinds.Replace("id: fps", "id: frames", StringComparison.Ordinal)).City!;
        city.Rules.Select(rule => rule.Id).Should().NotContain("vn-camera-fps").And.Contain("vn-camera-silent");
    }

    [Fact]
    public void Pack_ThatDoesNotExist_IsNamed() =>
        Parse("packs: [{id: vietnamm}]").Errors.Should().ContainSingle().Which.Message.Should().Contain("did you mean 'vietnam'?");

    [Fact]
    public void Holidays_OfTheCity_AreAddedToThePacks() =>
        Parse("packs: [{id: vietnam}]", holidays: "holidays:\n  - {from: 2026-03-03, name: {vi: Giỗ, en: Day}}\n").City!.Calendar
            .IsHoliday(new DateOnly(2026, 3, 3)).Should().BeTrue();

    private static CityParseResult Parse(string packs, string rules = "rules: []", string kinds = Kinds, string? holidays = null)
    {
        List<CityFile> files =
        [
            new("city.yaml", "id: hue\nname: {vi: Huế, en: Hue}\n" + packs), new("zones.yaml", Zones), new("kinds.yaml", kinds),
            new("devices.yaml", Devices), new("rules.yaml", rules),
        ];
        if (holidays is not null)
        {
            files.Add(new CityFile("holidays.yaml", holidays));
        }

        return CityParser.Parse(files);
    }
}
