using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Alerts;

public sealed class AlertEngineTests
{
    private static readonly AlertRule High = SmallCity.Threshold("pm25-high", 0, "pm25", 150, 140);

    [Fact]
    public void Engine_ValueAtThreshold_RaisesOnceWithTheReadingsFacts()
    {
        var run = new EngineRun(SmallCity.Create(High)).Read("air-1", "pm25", 158.2, 10).Read("air-1", "pm25", 160, 20);

        run.Story.Should().Equal("raised@10");
        run.Single.Should().BeEquivalentTo(new
        {
            Rule = "pm25-high",
            State = AlertState.Active,
            Zone = "e1",
            Device = "air-1",
            Kind = "air",
            Metric = "pm25",
            Value = 158.2,
            Threshold = 150.0,
            Revision = 1,
            EventTimeNanos = EngineRun.Epoch + (10 * EngineRun.Second),
        });
        run.Single.Id.Should().MatchRegex("^[0-9A-HJKMNP-TV-Z]{26}$");
    }

    [Fact]
    public void Engine_ValueBetweenClearAndThreshold_NeitherRaisesNorClears()
    {
        var run = new EngineRun(SmallCity.Create(High)).Read("air-1", "pm25", 145, 0).Read("air-1", "pm25", 151, 10)
            .Read("air-1", "pm25", 145, 20).Read("air-1", "pm25", 139.9, 30);

        run.Story.Should().Equal("raised@10", "cleared@30");
        run.Single.State.Should().Be(AlertState.Cleared);
    }

    [Fact]
    public void Engine_ClearedAndNotAcknowledged_ReturnsAsTheSameAlert()
    {
        var run = new EngineRun(SmallCity.Create(High)).Read("air-1", "pm25", 151, 0);
        var id = run.Single.Id;
        run.Read("air-1", "pm25", 100, 10).Read("air-1", "pm25", 170, 20);

        run.Story.Should().Equal("raised@0", "cleared@10", "returned@20");
        run.Single.Should().BeEquivalentTo(new { Id = id, State = AlertState.Active, Revision = 3, ClearedAtNanos = (long?)null });
    }

    [Fact]
    public void Engine_AcknowledgedThenCleared_ClosesAndTheNextOccurrenceIsAnother()
    {
        var run = new EngineRun(SmallCity.Create(High)).Read("air-1", "pm25", 151, 0);
        var id = run.Single.Id;
        run.Command(AlertVerb.Acknowledge, id, 5).Outcome.Should().Be(CommandOutcome.Done);
        run.Single.State.Should().Be(AlertState.Acknowledged);
        run.Read("air-1", "pm25", 100, 10);
        run.Engine.Open.Should().BeEmpty();
        run.Transitions[^1].Alert.State.Should().Be(AlertState.Closed);

        run.Read("air-1", "pm25", 151, 20);
        run.Single.Id.Should().NotBe(id);
    }

    [Theory]
    [InlineData(Comparison.AtOrAbove, 10, 10, true)]
    [InlineData(Comparison.AtOrAbove, 10, 9.99, false)]
    [InlineData(Comparison.Above, 10, 10, false)]
    [InlineData(Comparison.Above, 10, 10.01, true)]
    [InlineData(Comparison.AtOrBelow, 10, 10, true)]
    [InlineData(Comparison.AtOrBelow, 10, 10.01, false)]
    [InlineData(Comparison.Below, 10, 10, false)]
    [InlineData(Comparison.Below, 10, 9.99, true)]
    public void Engine_Comparison_RaisesExactlyPastTheLimit(Comparison comparison, double limit, double value, bool raises)
    {
        var rule = SmallCity.Threshold("r", 0, "pm25", limit, comparison: comparison);
        new EngineRun(SmallCity.Create(rule)).Read("air-1", "pm25", value, 0).Transitions.Should().HaveCount(raises ? 1 : 0);
    }

    [Fact]
    public void Engine_ForDuration_RaisesWhenItHasHeldByEventTime()
    {
        var rule = SmallCity.Threshold("r", 0, "pm25", 100, @for: TimeSpan.FromSeconds(30));
        var run = new EngineRun(SmallCity.Create(rule)).Read("air-1", "pm25", 120, 0).Read("air-1", "pm25", 120, 10)
            .Read("air-1", "pm25", 120, 20).Tick(29);
        run.Transitions.Should().BeEmpty();
        run.Read("air-1", "pm25", 120, 30).Story.Should().Equal("raised@30");
    }

    [Fact]
    public void Engine_ForDurationBrokenOff_BeginsAnew()
    {
        var rule = SmallCity.Threshold("r", 0, "pm25", 100, @for: TimeSpan.FromSeconds(20));
        new EngineRun(SmallCity.Create(rule)).Read("air-1", "pm25", 120, 0).Read("air-1", "pm25", 120, 10).Read("air-1", "pm25", 90, 15)
            .Read("air-1", "pm25", 120, 20).Read("air-1", "pm25", 120, 30).Read("air-1", "pm25", 120, 40)
            .Story.Should().Equal("raised@40");
    }

    [Fact]
    public void Engine_GapInTheReadings_PausesTheDurationInsteadOfCounting()
    {
        // 10 s expected, so more than 15 s of silence are a gap: the 100 s are not observed.
        var rule = SmallCity.Threshold("r", 0, "pm25", 100, @for: TimeSpan.FromSeconds(20));
        new EngineRun(SmallCity.Create(rule)).Read("air-1", "pm25", 120, 0).Read("air-1", "pm25", 120, 10).Read("air-1", "pm25", 120, 110)
            .Read("air-1", "pm25", 120, 120).Story.Should().Equal("raised@120");
    }

    [Fact]
    public void Engine_ClearDuration_ClearsOnlyAfterIt()
    {
        var rule = SmallCity.Threshold("r", 0, "pm25", 100, clearFor: TimeSpan.FromSeconds(20));
        new EngineRun(SmallCity.Create(rule)).Read("air-1", "pm25", 120, 0).Read("air-1", "pm25", 90, 10).Read("air-1", "pm25", 120, 20)
            .Read("air-1", "pm25", 90, 30).Read("air-1", "pm25", 90, 40).Read("air-1", "pm25", 90, 50)
            .Story.Should().Equal("raised@0", "cleared@50");
    }

    [Fact]
    public void Engine_SilentSource_NeverClears()
    {
        var run = new EngineRun(SmallCity.Create(High)).Read("air-1", "pm25", 151, 0);
        run.Health("air-1", DeviceHealth.Stale, 15).Health("air-1", DeviceHealth.Offline, 30).Tick(100_000);
        run.Single.State.Should().Be(AlertState.Active);
    }

    [Fact]
    public void Engine_OlderReadingAfterANewer_DoesNotMoveTheRule()
    {
        new EngineRun(SmallCity.Create(High)).Read("air-1", "pm25", 151, 20).Read("air-1", "pm25", 10, 10)
            .Story.Should().Equal("raised@20");
    }

    [Fact]
    public void Engine_BackFill_RaisesNoLiveAlert() =>
        new EngineRun(SmallCity.Create(High)).Read("air-1", "pm25", 500, 0, MessageMarks.Historical).Transitions.Should().BeEmpty();

    [Fact]
    public void Engine_RuleForOneDevice_IgnoresTheOthers()
    {
        var rule = SmallCity.Threshold("r", 0, "pm25", 100, devices: ["air-2"]);
        new EngineRun(SmallCity.Create(rule)).Read("air-1", "pm25", 200, 0).Read("air-2", "pm25", 200, 0)
            .Transitions.Should().ContainSingle().Which.Alert.Device.Should().Be("air-2");
    }

    [Fact]
    public void Engine_DeviceOffline_RaisesAfterItsDurationAndClearsWhenHeard()
    {
        var run = new EngineRun(SmallCity.Create(SmallCity.Offline("camera-offline", 1, TimeSpan.FromSeconds(60))));
        run.Health("cam-1", DeviceHealth.Offline, 10).Tick(69);
        run.Transitions.Should().BeEmpty();
        run.Tick(71).Health("cam-1", DeviceHealth.Ok, 90);
        run.Story.Should().Equal("raised@70", "cleared@90");
    }

    [Fact]
    public void Engine_OfflineForLessThanTheDuration_RaisesNothing()
    {
        new EngineRun(SmallCity.Create(SmallCity.Offline("camera-offline", 1, TimeSpan.FromSeconds(60))))
            .Health("cam-1", DeviceHealth.Offline, 10).Health("cam-1", DeviceHealth.Ok, 40).Tick(500).Transitions.Should().BeEmpty();
    }

    [Fact]
    public void Command_OldRevision_IsAConflictThatShowsWhatStands()
    {
        var run = new EngineRun(SmallCity.Create(High)).Read("air-1", "pm25", 151, 0);
        var id = run.Single.Id;
        run.Command(AlertVerb.Comment, id, 1, note: "on my way").Outcome.Should().Be(CommandOutcome.Done);
        var result = run.Command(AlertVerb.Acknowledge, id, 2, revision: 1);
        result.Outcome.Should().Be(CommandOutcome.Conflict);
        result.Alert!.Revision.Should().Be(2);
        run.Single.State.Should().Be(AlertState.Active);
    }

    [Fact]
    public void Command_UnknownAlert_IsNotFound() =>
        new EngineRun(SmallCity.Create(High)).Command(AlertVerb.Acknowledge, "01J", 0).Outcome.Should().Be(CommandOutcome.NotFound);

    [Theory]
    [InlineData(AlertVerb.Assign, null, null, null)]
    [InlineData(AlertVerb.Comment, " ", null, null)]
    [InlineData(AlertVerb.Shelve, "works", null, null)]
    [InlineData(AlertVerb.Shelve, "works", null, 0.5)]
    [InlineData(AlertVerb.Shelve, "works", null, 90_000.0)]
    [InlineData(AlertVerb.Shelve, null, null, 100.0)]
    [InlineData(AlertVerb.Unshelve, null, null, null)]
    public void Command_WithoutWhatTheVerbNeeds_IsRefusedWithAReason(AlertVerb verb, string? note, string? assignee, double? until)
    {
        var run = new EngineRun(SmallCity.Create(High)).Read("air-1", "pm25", 151, 0);
        var result = run.Command(verb, run.Single.Id, 1, note, assignee: assignee, until: until);
        result.Outcome.Should().Be(CommandOutcome.NotAllowed);
        result.Message.Should().NotBeNullOrEmpty();
        run.Transitions.Should().ContainSingle();
    }

    [Fact]
    public void Command_Shelve_SurvivesReturnsAndEndsByItself()
    {
        var run = new EngineRun(SmallCity.Create(High)).Read("air-1", "pm25", 151, 0);
        run.Command(AlertVerb.Shelve, run.Single.Id, 1, note: "sensor is being cleaned", until: 100).Outcome.Should().Be(CommandOutcome.Done);
        run.Read("air-1", "pm25", 10, 10).Single.State.Should().Be(AlertState.Shelved);
        run.Read("air-1", "pm25", 200, 20).Single.State.Should().Be(AlertState.Shelved);
        run.Tick(99).Single.State.Should().Be(AlertState.Shelved);
        run.Tick(100).Single.State.Should().Be(AlertState.Active);
        run.Transitions[^1].Should().BeEquivalentTo(new { Action = "unshelved", By = "system" });
    }

    [Fact]
    public void Command_CloseWhileTheConditionLasts_RaisesAgainOnlyAfterAReturnToNormal()
    {
        var run = new EngineRun(SmallCity.Create(High)).Read("air-1", "pm25", 151, 0);
        run.Command(AlertVerb.Close, run.Single.Id, 1, note: "known fire drill");
        run.Read("air-1", "pm25", 152, 10);
        run.Engine.Open.Should().BeEmpty();
        run.Read("air-1", "pm25", 100, 20).Read("air-1", "pm25", 152, 30);
        run.Single.EventTimeNanos.Should().Be(EngineRun.Epoch + (30 * EngineRun.Second));
    }

    [Fact]
    public void Engine_RestoredAtAnyPoint_SaysTheSameAsOneThatNeverStopped()
    {
        var city = SmallCity.Create(
            High, SmallCity.Threshold("slow", 0, "pm25", 100, 90, @for: TimeSpan.FromSeconds(20), clearFor: TimeSpan.FromSeconds(20)),
            SmallCity.Offline("quiet", 0, TimeSpan.FromSeconds(15)));
        Action<EngineRun>[] steps =
        [
            r => r.Read("air-1", "pm25", 120, 0), r => r.Read("air-1", "pm25", 151, 10), r => r.Read("air-1", "pm25", 151, 20),
            r => r.Command(AlertVerb.Shelve, r.Engine.Open.First().Id, 21, "why", until: 40), r => r.Health("air-2", DeviceHealth.Offline, 22),
            r => r.Read("air-1", "pm25", 80, 30), r => r.Tick(41), r => r.Read("air-1", "pm25", 80, 42), r => r.Read("air-1", "pm25", 80, 52),
            r => r.Command(AlertVerb.Acknowledge, r.Engine.Open.Last().Id, 53), r => r.Health("air-2", DeviceHealth.Ok, 60),
        ];
        var whole = new EngineRun(city);
        Array.ForEach(steps, step => step(whole));
        whole.Transitions.Count.Should().BeGreaterThan(7);
        for (var cut = 0; cut <= steps.Length; cut++)
        {
            var run = new EngineRun(city);
            Array.ForEach(steps[..cut], step => step(run));
            run.Restart(city);
            Array.ForEach(steps[cut..], step => step(run));
            run.Transitions.Should().Equal(whole.Transitions, "killed after step {0}", cut);
        }
    }

    [Fact]
    public void Engine_RestoredWithAnotherVersionOfARule_StartsThatRuleAfreshAndKeepsItsOpenAlert()
    {
        var run = new EngineRun(SmallCity.Create(High)).Read("air-1", "pm25", 151, 0);
        var id = run.Single.Id;
        run.Restart(SmallCity.Create(High with { Version = 2 }));
        run.Single.Id.Should().Be(id);
        run.Read("air-1", "pm25", 160, 10).Single.Id.Should().Be(id);
    }
}
