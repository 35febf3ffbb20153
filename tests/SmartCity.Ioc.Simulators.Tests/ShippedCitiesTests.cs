using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Simulators.Tests;

public sealed class ShippedCitiesTests
{
    private static readonly CityModel VungTau = CityFolder.Read(ShippedFiles.City("vung-tau")).City!;
    private static readonly CityModel Hue = CityFolder.Read(ShippedFiles.City("hue")).City!;

    [Fact]
    public void VungTau_AsShipped_IsACityWorthWatching()
    {
        VungTau.Devices.Count.Should().BeGreaterThanOrEqualTo(300);
        VungTau.Devices.Select(device => device.Kind).Distinct().Count().Should().BeGreaterThanOrEqualTo(8);
        VungTau.Rules.Count.Should().BeGreaterThanOrEqualTo(12);
        VungTau.Rules.Should().Contain(rule => rule.Severity == Severity.Critical);
        VungTau.Kinds.Select(kind => kind.Id).Should().Contain(["camera", "traffic", "air", "water", "noise", "weather", "parking", "crowd"]);
    }

    [Fact]
    public void VungTau_AsShipped_HoldsTheContractsExamples()
    {
        var station = VungTau.Devices.Single(device => device.Id == "air-000017");
        var camera = VungTau.Devices.Single(device => device.Id == "cam-000001");
        VungTau.Zones[station.Zone].Id.Should().Be("vung-tau");
        VungTau.Zones[camera.Zone].Id.Should().Be("vung-tau");

        var rule = VungTau.Rules.Single(rule => rule.Id == "pm25-high");
        rule.Severity.Should().Be(Severity.Major);
        rule.Condition.Should().Be(new ThresholdCondition("pm25", Comparison.AtOrAbove, 150, 140, TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public void VungTau_EveryRule_WatchesAKindThatHasDevices()
    {
        VungTau.Rules.Should().OnlyContain(rule => rule.Kinds.All(kind => VungTau.Devices.Any(device => device.Kind == kind)));
    }

    [Theory]
    [InlineData("kim-long", "wat-71520", 1.0, 2.0, 3.5)]
    [InlineData("phu-oc", "wat-71518", 1.5, 3.0, 4.5)]
    public void Hue_FloodRules_AreTheOfficialLevelsWithoutHysteresis(string station, string device, double first, double second, double third)
    {
        double[] levels = [first, second, third];
        Severity[] severities = [Severity.Minor, Severity.Major, Severity.Critical];
        var rule = Hue.Rules.Single(rule => rule.Id == $"vn-flood-{station}");
        rule.Devices.Should().Equal(device);
        rule.Levels.Select(level => level.Severity).Should().Equal(severities);
        rule.Levels.Select(level => level.Condition).Should().Equal(
            levels.Select(level => new ThresholdCondition("level", Comparison.AtOrAbove, level, level, TimeSpan.Zero, TimeSpan.Zero)));
    }
}
