using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Incidents;
using SmartCity.Ioc.Core.Tests.Alerts.Incidents;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Alerts.Load;

public sealed class LoadControlTests
{
    private static readonly AlertRule High = SmallCity.Threshold("pm25-high", 0, "pm25", 150, 140);

    [Fact]
    public void Chattering_ThreeTimesWithinAMinute_IsDampedUntilItIsQuiet()
    {
        var run = new EngineRun(SmallCity.Create(High));
        for (var second = 0; second < 120; second += 10)
        {
            run.Read("air-1", "pm25", second % 20 == 0 ? 160 : 100, second);
        }

        run.Story.Should().Equal("raised@0", "cleared@10", "returned@20", "cleared@30", "returned@40", "damped@40");
        run.Tick(169).Single.State.Should().Be(AlertState.Active);
        run.Tick(170);
        run.Transitions[^1].Should().BeEquivalentTo(new { Action = "cleared", Note = "came and went 4 times" });
        run.Transitions[^1].EventTimeNanos.Should().Be(EngineRun.Epoch + (110 * EngineRun.Second));
        run.Single.State.Should().Be(AlertState.Cleared);
    }

    [Fact]
    public void Fleeting_ThreeTimesWithinAnHour_IsHeldForTenMinutes()
    {
        var run = new EngineRun(SmallCity.Create(High));
        foreach (var start in (int[])[0, 600, 1200])
        {
            run.Read("air-1", "pm25", 160, start).Read("air-1", "pm25", 100, start + 10);
            run.Tick(start + 11);
        }

        run.Transitions[^1].Should().BeEquivalentTo(new { Action = "damped", Note = "fleeting: clears only after 600 s of quiet" });
        run.Tick(1809).Single.State.Should().Be(AlertState.Active);
        run.Tick(1810).Single.State.Should().Be(AlertState.Cleared);
    }

    [Fact]
    public void Damping_OfACriticalAlert_DelaysNoRaise()
    {
        var run = new EngineRun(SmallCity.Create(High with { Severity = Severity.Critical }));
        for (var second = 0; second < 100; second += 10)
        {
            run.Read("air-1", "pm25", second % 20 == 0 ? 160 : 100, second);
            run.Single.State.Should().Be(second % 20 == 0 || second >= 40 ? AlertState.Active : AlertState.Cleared);
        }
    }

    [Fact]
    public void Key_TenThousandTriggers_IsOneAlert()
    {
        var run = new EngineRun(SmallCity.Create(High));
        for (var i = 0; i < 10_000; i++)
        {
            run.Read("air-1", "pm25", 150 + (i % 100), i / 100.0);
        }

        run.Transitions.Should().ContainSingle();
        run.Single.Revision.Should().Be(1);
    }

    [Fact]
    public void Place_ThreeOfOneRuleInAWard_AreOneIncidentUnderTheFirst()
    {
        var run = new EngineRun(GridCity.Create(30, withTopology: false));
        run.Health("cam-000", DeviceHealth.Offline, 0).Health("cam-006", DeviceHealth.Offline, 10);
        run.Engine.Open.Should().OnlyContain(alert => alert.Incident == null);
        run.Health("cam-012", DeviceHealth.Offline, 20).Health("cam-018", DeviceHealth.Offline, 30);

        var first = run.Engine.Open.Single(alert => alert.Device == "cam-000").Id;
        run.Engine.Open.Should().HaveCount(4).And.OnlyContain(alert => alert.Incident == first && alert.State == AlertState.Active);
        AlertList.Of(run.Engine.Open).Lines.Should().ContainSingle().Which.Head.Id.Should().Be(first);

        // An hour later is another story.
        run.Tick(3600).Health("cam-024", DeviceHealth.Offline, 3700);
        run.Engine.Open.Single(alert => alert.Device == "cam-024").Incident.Should().BeNull();
    }

    [Fact]
    public void Flood_TenAlertsInTenMinutes_FoldsTheLowOnesAndNeverACriticalOne()
    {
        var run = new EngineRun(GridCity.Create(60, withTopology: false));
        for (var camera = 0; camera < 9; camera++)
        {
            run.Health(GridCity.Camera(camera), DeviceHealth.Offline, camera);
        }

        var before = AlertList.Of(run.Engine.Open);
        before.Lines.Should().HaveCount(9, "two in a ward are not an incident yet");
        for (var camera = 9; camera < 40; camera++)
        {
            run.Health(GridCity.Camera(camera), DeviceHealth.Offline, camera);
        }

        run.Read("cam-050", "persons", 2, 41).Read("cam-051", "persons", 2, 41).Read("up", "level", 5, 42);
        var list = AlertList.Of(run.Engine.Open);
        list.Lines.Select(line => (line.Head.Rule, line.Folded)).Should()
            .Equal(("intruder", 0), ("intruder", 0), ("water-high", 0), ("camera-offline", 39));
        list.Ledger.Should().Be(new LoadLedger(43, 4, 39, 0, 0, 0));
    }

    [Fact]
    public void Flood_ThatIsOver_ShowsNewAlertsOneByOneAgain()
    {
        var run = new EngineRun(GridCity.Create(60, withTopology: false));
        for (var camera = 0; camera < 12; camera++)
        {
            run.Health(GridCity.Camera(camera), DeviceHealth.Offline, camera);
        }

        run.Tick(700).Health(GridCity.Camera(20), DeviceHealth.Offline, 701);
        AlertList.Of(run.Engine.Open).Lines.Should().HaveCount(2);
    }
}
