using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Commands;

namespace SmartCity.Ioc.Core.Tests.Alerts;

/// <summary>Rules that change while the city runs.</summary>
public sealed class RuleBookTests
{
    private const string Slow = "{threshold: {metric: pm25, above: 100, for: 20s}}";

    [Fact]
    public void Put_RuleUnchanged_KeepsItsStateAndItsVersion()
    {
        var run = new RuleRun(RuleRun.Of(Slow)).Play("air-1@0:pm25=120 air-1@10:pm25=120");

        Put(run, RuleRun.Simple("r1", "air", Slow) + "\n" + RuleRun.Simple("more", "camera", "{offline: {}}")).Outcome.Should().Be(CommandOutcome.Done);
        run.Play("air-1@20:pm25=120");

        run.Story.Should().Equal("raised@20");
        run.Engine.Rules.Current.Rules.Rules.Select(rule => (rule.Id, rule.Version)).Should().Equal(("r1", 1), ("more", 1));
        run.Engine.Rules.Current.History[^1].Should().BeEquivalentTo(new { Revision = 2, By = "lan", From = "10.0.0.7", Note = "drill" });
        run.Engine.Rules.Current.History[^1].Changes.Should().ContainSingle().Which.Id.Should().Be("more");
    }

    [Fact]
    public void Put_RuleChanged_GetsTheNextVersionAndGoesOnFromItsOpenAlert()
    {
        var run = new RuleRun(RuleRun.Of("{threshold: {metric: pm25, above: 100}}")).Play("air-1@0:pm25=120");
        Put(run, RuleRun.Simple("r1", "air", "{threshold: {metric: pm25, above: 90, clear: 80}}"));
        run.Play("air-1@10:pm25=85 air-1@20:pm25=79");

        run.Story.Should().Equal("raised@0", "cleared@20");
        run.Engine.Rules.Current.Rules.Rules.Should().ContainSingle().Which.Version.Should().Be(2);
        run.Engine.Rules.Find("r1", EngineRun.Epoch)!.Levels[0].Condition.Should().BeEquivalentTo(
            new ThresholdCondition("pm25", Comparison.Above, 100, 100, TimeSpan.Zero, TimeSpan.Zero));
        run.Engine.Rules.Find("r1", EngineRun.Epoch + (60 * EngineRun.Second))!.Version.Should().Be(2);
    }

    [Fact]
    public void Put_RuleGone_LetsItsAlertGoAndSaysSo()
    {
        var run = new RuleRun(RuleRun.Of("{threshold: {metric: pm25, above: 100}}")).Play("air-1@0:pm25=120");
        Put(run, RuleRun.Simple("other", "air", Slow));

        run.Story.Should().Equal("raised@0", "cleared@5");
        run.Transitions[^1].Note.Should().Contain("does not watch");
        run.Play("air-1@10:pm25=120 air-1@20:pm25=120").Transitions.Should().HaveCount(2);
    }

    [Fact]
    public void Put_RuleThatCameBack_DoesNotTakeAVersionThatWasUsed()
    {
        var run = new RuleRun(RuleRun.Of(Slow));
        Put(run, RuleRun.Simple("other", "air", Slow));
        Put(run, RuleRun.Simple("r1", "air", "{threshold: {metric: pm25, above: 50}}"));

        run.Engine.Rules.Current.Rules.Rules.Should().ContainSingle().Which.Version.Should().Be(2);
    }

    [Fact]
    public void Put_AtAnOldRevision_IsAConflict()
    {
        var run = new RuleRun(RuleRun.Of(Slow));
        Put(run, RuleRun.Simple("one", "air", Slow), revision: 1).Outcome.Should().Be(CommandOutcome.Done);
        Put(run, RuleRun.Simple("two", "air", Slow), revision: 1).Outcome.Should().Be(CommandOutcome.Conflict);
    }

    [Fact]
    public void Put_WrongRules_ChangeNothing()
    {
        var run = new RuleRun(RuleRun.Of(Slow));
        Put(run, RuleRun.Simple("one", "boat", Slow)).Outcome.Should().Be(CommandOutcome.NotAllowed);
        run.Engine.Rules.Current.Revision.Should().Be(1);
    }

    [Fact]
    public void Restart_AfterAPut_GoesOnWithThoseRulesAndTheirState()
    {
        var run = new RuleRun(RuleRun.Of("{threshold: {metric: pm25, above: 500}}"));
        Put(run, RuleRun.Simple("r1", "air", Slow));
        run.Play("air-1@10:pm25=120 air-1@20:pm25=120").Restart().Play("air-1@30:pm25=120");

        run.Story.Should().Equal("raised@30");
        run.Engine.Rules.Current.Revision.Should().Be(2);
        run.Engine.Rules.Current.History.Should().HaveCount(2);
    }

    [Fact]
    public void Restart_AfterTheFilesWereEdited_TheFilesCount()
    {
        var edited = RuleRun.Of("{threshold: {metric: pm25, above: 300}}");
        var run = new RuleRun(RuleRun.Of(Slow), run => new AlertEngine(run.Registry, run.Edited?.Rules ?? run.City.Rules));
        Put(run, RuleRun.Simple("r1", "air", "{threshold: {metric: pm25, above: 200}}"));
        run.Edited = edited;
        run.Restart().Play("air-1@10:pm25=250 air-1@20:pm25=301");

        run.Story.Should().Equal("raised@20");
        run.Engine.Rules.Current.Should().BeEquivalentTo(new { Revision = 3 });
        run.Engine.Rules.Current.History[^1].By.Should().Be("rules.yaml");
    }

    [Fact]
    public void Put_ZoneRuleMovedFromWardsToTheirCity_LetsTheWardsAlertGo()
    {
        const string Cut = "{in_zone: {at_least: 1, of: {threshold: {metric: speed, below: 10}}}}";
        var run = new RuleRun(RuleRun.With(RuleRun.Simple("cut", "camera", Cut))).Play("cam-1@0:speed=5");

        Put(run, RuleRun.Simple("cut", "camera", Cut) + "\n    zones: [east]\n");
        run.Play("cam-1@6:speed=5 cam-2@6:speed=5");

        run.Transitions.Select(transition => $"{transition.Action} {transition.Alert.Zone}").Should().Equal("raised e1", "cleared e1", "raised east");
        run.Transitions[1].Note.Should().Contain("does not watch this source any more");
    }

    private static CommandResult Put(RuleRun run, string rules, int? revision = null) => run.Engine.OnCommand(
        new AlertCommand("put", AlertVerb.Comment, string.Empty, revision, "lan", "10.0.0.7", "drill", null, null) { RuleSet = "rules:\n" + rules },
        EngineRun.Epoch + (5 * EngineRun.Second), run.Transitions);
}
