using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Incidents;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Core.Tests.Alerts.Incidents;

/// <summary>A power cut takes 300 cameras: the operator sees the cause, reaches every camera, and waits for nothing critical.</summary>
public sealed class PowerCutTests
{
    private const int Cameras = 300;

    [Theory]
    [InlineData("cause first")]
    [InlineData("cause last")]
    [InlineData("cause in the middle")]
    public void PowerCut_InAnyOrder_LeavesTheCauseOnTopAndEveryCameraUnderIt(string order)
    {
        var run = new EngineRun(GridCity.Create(Cameras));
        Cut(run, order);

        var list = AlertList.Of(run.Engine.Open);
        list.Lines.Count.Should().BeLessThanOrEqualTo(10);
        list.Lines[0].Head.Rule.Should().Be("power-lost");
        var incident = list.Lines[0].Head.Id;
        run.Engine.Open.Where(alert => alert.Rule == "camera-offline").Should().HaveCount(Cameras)
            .And.OnlyContain(alert => alert.Incident == incident && alert.State == AlertState.Suppressed);
        run.Engine.Open.Where(alert => alert.Rule == "switch-offline").Should().HaveCount(GridCity.Switches)
            .And.OnlyContain(alert => alert.Incident == incident && alert.State == AlertState.Suppressed);
        list.Ledger.Should().Be(new LoadLedger(Cameras + GridCity.Switches + 1, 1, 0, 0, Cameras + GridCity.Switches, 0));
    }

    [Fact]
    public void PowerCut_WithoutTopology_FoldsIntoAFewLinesThatHoldEveryCamera()
    {
        var run = new EngineRun(GridCity.Create(Cameras, withTopology: false));
        Cut(run, "cause in the middle");

        var list = AlertList.Of(run.Engine.Open);
        list.Lines.Count.Should().BeLessThanOrEqualTo(10);
        list.Ledger.Raised.Should().Be(Cameras + GridCity.Switches + 1);
        (list.Ledger.Shown + list.Ledger.Grouped).Should().Be(list.Ledger.Raised);
        list.Lines.Sum(line => 1 + line.Folded).Should().Be(list.Ledger.Raised);
    }

    [Fact]
    public void PowerCut_WithACriticalAlertInIt_ShowsThatAtOnceOnALineOfItsOwn()
    {
        var run = new EngineRun(GridCity.Create(Cameras));
        run.Read("pwr-1", "voltage", 0, 0);
        for (var camera = 0; camera < 150; camera++)
        {
            run.Health(GridCity.Camera(camera), DeviceHealth.Offline, 30);
        }

        run.Read(GridCity.Camera(200), "persons", 2, 31);

        run.Transitions[^1].Should().BeEquivalentTo(new { Action = "raised", AtNanos = EngineRun.Epoch + (31 * EngineRun.Second) });
        run.Transitions[^1].Alert.Should().BeEquivalentTo(new { Rule = "intruder", State = AlertState.Active });
        AlertList.Of(run.Engine.Open).Lines[0].Head.Rule.Should().Be("intruder");
    }

    [Fact]
    public void PowerCut_ThatEnds_ClosesWhatComesBackAndShowsWhatStaysAway()
    {
        var run = new EngineRun(GridCity.Create(Cameras));
        Cut(run, "cause first");
        run.Read("pwr-1", "voltage", 230, 100);
        for (var ward = 0; ward < GridCity.Switches; ward++)
        {
            run.Health($"sw-{ward}", DeviceHealth.Ok, 110);
        }

        for (var camera = 0; camera < Cameras - 5; camera++)
        {
            run.Health(GridCity.Camera(camera), DeviceHealth.Ok, 150);
        }

        run.Tick(219);
        run.Engine.Open.Where(alert => alert.Rule == "camera-offline").Should().HaveCount(5).And.OnlyContain(alert => alert.State == AlertState.Suppressed);
        run.Tick(231);
        run.Engine.Open.Where(alert => alert.Rule == "camera-offline").Should().HaveCount(5).And.OnlyContain(alert => alert.State == AlertState.Active);
        AlertList.Of(run.Engine.Open).Lines.Should().ContainSingle("they stay one incident").Which.Folded.Should().Be(5);
    }

    [Fact]
    public void PowerCut_OfOneSwitch_StaysWithTheSwitchWhenTheFeederIsBack()
    {
        var run = new EngineRun(GridCity.Create(60));
        run.Read("pwr-1", "voltage", 0, 0).Health("sw-0", DeviceHealth.Offline, 30);
        for (var camera = 0; camera < 60; camera++)
        {
            run.Health(GridCity.Camera(camera), DeviceHealth.Offline, 30);
        }

        // The feeder is back, the first switch is not, and with it the cameras behind it.
        run.Read("pwr-1", "voltage", 230, 60);
        for (var camera = 0; camera < 60; camera++)
        {
            if (camera % GridCity.Switches != 0)
            {
                run.Health(GridCity.Camera(camera), DeviceHealth.Ok, 90);
            }
        }

        run.Tick(200);
        run.Engine.Open.Single(alert => alert.Rule == "switch-offline").State.Should().Be(AlertState.Active);
        run.Engine.Open.Where(alert => alert.Rule == "camera-offline").Should().HaveCount(10).And.OnlyContain(alert => alert.State == AlertState.Suppressed);
    }

    [Fact]
    public void PowerCut_SymptomThatAnOperatorHasTaken_StaysInTheList()
    {
        var run = new EngineRun(GridCity.Create(6));
        run.Health("cam-000", DeviceHealth.Offline, 0);
        run.Command(AlertVerb.Acknowledge, run.Single.Id, 1);
        run.Read("pwr-1", "voltage", 0, 2);

        var camera = run.Engine.Open.Single(alert => alert.Rule == "camera-offline");
        camera.State.Should().Be(AlertState.Acknowledged);
        camera.Incident.Should().Be(run.Engine.Open.Single(alert => alert.Rule == "power-lost").Id);
    }

    [Fact]
    public void PowerCut_SymptomPutAwayThatTurnsCritical_IsShownAtOnceAndStaysShown()
    {
        var run = new EngineRun(GridCity.Create(6));
        run.Read("pwr-1", "voltage", 0, 0).Read("cam-000", "crowd", 12, 10);
        run.Engine.Open.Single(alert => alert.Rule == "crowding").State.Should().Be(AlertState.Suppressed);

        run.Read("cam-000", "crowd", 25, 20);

        run.Transitions[^1].Should().BeEquivalentTo(new { Action = "escalated", AtNanos = EngineRun.Epoch + (20 * EngineRun.Second) });
        var line = AlertList.Of(run.Engine.Open).Lines[0];
        line.Head.Should().BeEquivalentTo(new { Rule = "crowding", State = AlertState.Active, Severity = Severity.Critical });
        line.Head.Incident.Should().Be(run.Engine.Open.Single(alert => alert.Rule == "power-lost").Id);
        run.Read("cam-000", "crowd", 12, 30).Engine.Open.Single(alert => alert.Rule == "crowding").State.Should().Be(AlertState.Active);
    }

    [Fact]
    public void Gauges_UpstreamThenDownstream_AreOneIncidentWithBothStanding()
    {
        var run = new EngineRun(GridCity.Create(0));
        run.Read("up", "level", 4.5, 0).Read("down", "level", 4.2, 3600);

        var list = AlertList.Of(run.Engine.Open);
        list.Lines.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Folded = 1, Severity = Severity.Major });
        list.Lines[0].Head.Device.Should().Be("up");
        run.Engine.Open.Should().OnlyContain(alert => alert.State == AlertState.Active);
    }

    [Fact]
    public void PowerCut_RestoredAtAnyPoint_SaysTheSameAsOneThatNeverStopped()
    {
        Action<EngineRun>[] steps =
        [
            .. Enumerable.Range(0, 14).Select<int, Action<EngineRun>>(camera => run => run.Health(GridCity.Camera(camera), DeviceHealth.Offline, camera)),
            run => run.Command(AlertVerb.Shelve, run.Engine.Open.First(alert => alert.Device == "cam-013").Id, 15, "being moved", until: 200),
            run => run.Health("sw-1", DeviceHealth.Offline, 16), run => run.Read("pwr-1", "voltage", 0, 20),
            .. Enumerable.Range(14, 10).Select<int, Action<EngineRun>>(camera => run => run.Health(GridCity.Camera(camera), DeviceHealth.Offline, 30)),
            run => run.Read("cam-020", "persons", 3, 31), run => run.Read("cam-020", "persons", 0, 32), run => run.Read("cam-020", "persons", 3, 33),
            run => run.Read("cam-020", "persons", 0, 34), run => run.Read("cam-020", "persons", 3, 35), run => run.Read("cam-020", "persons", 0, 36),
            run => run.Read("pwr-1", "voltage", 230, 60), run => run.Health("cam-003", DeviceHealth.Ok, 70), run => run.Tick(120), run => run.Tick(181),
            run => run.Tick(201), run => run.Health("sw-1", DeviceHealth.Ok, 240), run => run.Tick(400), run => run.Tick(2000),
        ];
        var city = GridCity.Create(24);
        var whole = new EngineRun(city);
        Array.ForEach(steps, step => step(whole));
        whole.Transitions.Select(transition => transition.Action).Should().Contain(["suppressed", "unsuppressed", "grouped", "damped", "unshelved"]);
        for (var cut = 0; cut <= steps.Length; cut++)
        {
            var run = new EngineRun(city);
            Array.ForEach(steps[..cut], step => step(run));
            run.Restart(city);
            Array.ForEach(steps[cut..], step => step(run));
            run.Transitions.Should().Equal(whole.Transitions, "killed after step {0}", cut);
        }
    }

    private static void Cut(EngineRun run, string order)
    {
        if (order == "cause first")
        {
            run.Read("pwr-1", "voltage", 0, 0);
        }

        for (var camera = 0; camera < Cameras; camera++)
        {
            run.Health(GridCity.Camera(camera), DeviceHealth.Offline, 30 + (camera / 100));
            if (order == "cause in the middle" && camera == 120)
            {
                run.Read("pwr-1", "voltage", 0, 31);
            }
        }

        for (var ward = 0; ward < GridCity.Switches; ward++)
        {
            run.Health($"sw-{ward}", DeviceHealth.Offline, 40);
        }

        if (order == "cause last")
        {
            run.Read("pwr-1", "voltage", 0, 60);
        }
    }
}
