using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Core.Tests.Alerts;

/// <summary>A device that moves takes its rules along, and a server that was killed since sees the same.</summary>
public class MovedDeviceTests
{
    private readonly Dictionary<string, string> _zones = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Device_ThatMoved_IsInItsNewZoneInAlertsAndItsRulesGoOn(bool restarts)
    {
        var run = Start(RuleRun.Of("{threshold: {metric: pm25, above: 150, for: 20s}}"));
        run.Play("air-1@0:pm25=160 air-1@10:pm25=160");

        Move(run, "air-1", "w1", restarts);
        run.Play("air-1@20:pm25=160");

        run.Story.Should().Equal("raised@20");
        run.Transitions[0].Alert.Zone.Should().Be("w1");

        Move(run, "air-1", "e2", restarts);
        run.Play("air-1@30:pm25=10 air-1@60:pm25=10");
        run.Story.Should().HaveCount(2).And.Contain(change => change.StartsWith("cleared", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Device_ThatLeftTheZonesOfARule_IsLetGoWithItsAlertAndAnotherIsWatched(bool restarts)
    {
        var run = Start(RuleRun.With(RuleRun.Simple("west", "air", "{threshold: {metric: pm25, above: 150}}") + "\n    zones: [west]\n"));
        run.Play("air-1@0:pm25=160 air-2@0:pm25=160");
        run.Engine.Open.Should().ContainSingle().Which.Device.Should().Be("air-2");

        Move(run, "air-2", "e1", restarts);
        Move(run, "air-1", "w1", restarts);
        run.Play("@1 air-1@2:pm25=161 air-2@2:pm25=170");

        run.Engine.Open.Select(alert => (alert.Device, alert.Zone, IsOver: alert.ClearedAtNanos is not null))
            .Should().BeEquivalentTo([("air-2", "w1", true), ("air-1", "w1", false)]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ShareOfAZone_IsOfTheDevicesThatAreInItNow(bool restarts)
    {
        var run = Start(RuleRun.With(
            RuleRun.Simple("slow", "camera", "{in_zone: {share: 0.6, of: {threshold: {metric: speed, below: 10}}}}") + "\n    zones: [east]\n"));
        run.Play("cam-1@0:speed=5 cam-2@0:speed=50");
        run.Story.Should().BeEmpty("one of two");

        Move(run, "cam-2", "w1", restarts);
        run.Play("cam-1@1:speed=5");

        run.Story.Should().Equal("raised@1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Neighbours_AreThoseOfTheNewZone(bool restarts)
    {
        var city = RuleRun.With(RuleRun.Simple("odd", "camera", "{neighbours: {metric: speed, differs_by: 30, clear_by: 10, at_least: 2}}"));
        var run = Start(new CityModel
        {
            Id = city.Id,
            Name = city.Name,
            TimeZone = city.TimeZone,
            Zones = city.Zones,
            Kinds = city.Kinds,
            Devices = [.. city.Devices, city.Devices[3] with { Id = "cam-3" }],
            Rules = city.Rules,
        });
        run.Play("cam-1@0:speed=50 cam-3@0:speed=52 cam-2@0:speed=90");
        run.Story.Should().BeEmpty("there is one neighbour, or none");

        Move(run, "cam-1", "e2", restarts);
        run.Play("cam-2@1:speed=90");

        run.Story.Should().Equal("raised@1");
        run.Transitions[0].Alert.Device.Should().Be("cam-2");
    }

    private RuleRun Start(CityModel city) => new(city, run =>
    {
        foreach (var device in _zones.Keys)
        {
            Place(run, device);
        }

        return new AlertEngine(run.Registry, run.City.Rules);
    });

    private void Move(RuleRun run, string device, string zone, bool restarts)
    {
        _zones[device] = zone;
        Place(run, device);
        if (restarts)
        {
            run.Restart();
        }
    }

    private void Place(RuleRun run, string device)
    {
        run.Registry.TryFindDevice(device, out var index).Should().BeTrue();
        run.Registry.Zones.TryGet(_zones[device], out var zone).Should().BeTrue();
        run.Registry.Update(run.Registry.Device(index) with { Zone = zone!.Index });
    }
}
