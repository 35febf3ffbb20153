using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Core.Tests.Alerts.Incidents;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Core.Tests.Alerts.Life;

/// <summary>Every verb in every state: where it leads, or why it does not apply.</summary>
public sealed class AlertStatesTests
{
    /// <summary>By state, in the order of <see cref="Verbs"/>: the state after, or the beginning of the refusal after a dash.</summary>
    public static TheoryData<AlertState, AlertVerb, string> Table
    {
        get
        {
            (AlertState State, string[] After)[] rows =
            [
                (AlertState.Active, ["Acknowledged", "Active", "Active", "Shelved", "-It is not shelved", "Closed", "OutOfService", "-It is not out of service"]),
                (AlertState.Acknowledged, ["-Already acknowledged by lan", "Acknowledged", "Acknowledged", "Shelved", "-It is not shelved", "Closed", "OutOfService", "-It is not out of service"]),
                (AlertState.Cleared, ["Closed", "Cleared", "Cleared", "Shelved", "-It is not shelved", "Closed", "OutOfService", "-It is not out of service"]),
                (AlertState.Shelved, ["-It is shelved until 2026-06-01T01:00:00Z", "Shelved", "Shelved", "Shelved", "Active", "-It is shelved until", "OutOfService", "-It is not out of service"]),
                (AlertState.Suppressed, ["Suppressed", "Suppressed", "Suppressed", "Shelved", "-It is not shelved", "Closed", "OutOfService", "-It is not out of service"]),
                (AlertState.OutOfService, ["-It is out of service", "OutOfService", "OutOfService", "-It is out of service", "-It is not shelved", "-It is out of service", "-It is out of service already", "Active"]),
            ];
            var table = new TheoryData<AlertState, AlertVerb, string>();
            foreach (var (state, after) in rows)
            {
                for (var verb = 0; verb < after.Length; verb++)
                {
                    table.Add(state, Verbs[verb], after[verb]);
                }
            }

            return table;
        }
    }

    private static AlertVerb[] Verbs { get; } =
    [
        AlertVerb.Acknowledge, AlertVerb.Assign, AlertVerb.Comment, AlertVerb.Shelve, AlertVerb.Unshelve, AlertVerb.Close, AlertVerb.OutOfService,
        AlertVerb.ReturnToService,
    ];

    [Theory]
    [MemberData(nameof(Table))]
    public void Verb_InAState_LeadsToTheNextOrSaysWhyNot(AlertState state, AlertVerb verb, string expected)
    {
        var (run, id) = In(state);
        var made = run.Transitions.Count;

        var result = run.Command(verb, id, 100, note: "because", assignee: "minh", until: 7200);

        if (expected.StartsWith('-'))
        {
            result.Outcome.Should().Be(CommandOutcome.NotAllowed);
            result.Message.Should().StartWith(expected[1..]);
            result.Alert!.State.Should().Be(state);
            run.Transitions.Should().HaveCount(made);
            return;
        }

        result.Outcome.Should().Be(CommandOutcome.Done, "{0}", result.Message);
        result.Alert!.State.ToString().Should().Be(expected);
        run.Transitions.Should().HaveCount(made + 1);
        run.Transitions[^1].Should().BeEquivalentTo(new { By = "lan", Note = "because", From = "10.0.0.7 console" });
    }

    [Theory]
    [InlineData(AlertState.Active, "Cleared")]
    [InlineData(AlertState.Acknowledged, "Closed")]
    [InlineData(AlertState.Shelved, "Shelved")]
    [InlineData(AlertState.Suppressed, "Closed")]
    [InlineData(AlertState.OutOfService, "OutOfService")]
    public void ReturnToNormal_InAState_LeadsToTheNext(AlertState state, string expected)
    {
        var (run, id) = In(state);
        run.Health("cam-000", DeviceHealth.Ok, 100);
        run.Transitions[^1].Should().BeEquivalentTo(new { Action = "cleared" });
        run.Transitions[^1].Alert.Id.Should().Be(id);
        run.Transitions[^1].Alert.State.ToString().Should().Be(expected);
    }

    [Fact]
    public void Shelf_OnAnAlertThatComesAndGoes_StaysWithTheKeyUntilItEnds()
    {
        var (run, id) = In(AlertState.Shelved);
        run.Health("cam-000", DeviceHealth.Ok, 100).Health("cam-000", DeviceHealth.Offline, 200);
        run.Single.Should().BeEquivalentTo(new { Id = id, State = AlertState.Shelved });
        run.Health("cam-000", DeviceHealth.Ok, 300).Tick(3600);
        run.Engine.Open.Should().BeEmpty("it ended while nobody was shown it");
        run.Transitions[^1].Should().BeEquivalentTo(new { Action = "unshelved", By = "system" });
    }

    [Fact]
    public void OutOfService_WhileTheConditionComesAndGoes_TellsNothingUntilItIsReturned()
    {
        var (run, id) = In(AlertState.OutOfService);
        run.Health("cam-000", DeviceHealth.Ok, 100).Health("cam-000", DeviceHealth.Offline, 200).Tick(200_000);
        run.Single.State.Should().Be(AlertState.OutOfService);
        run.Command(AlertVerb.ReturnToService, id, 200_001).Alert!.State.Should().Be(AlertState.Active);
    }

    [Fact]
    public void Command_AfterSomebodyElses_SaysWhoWasFirstAndWhatStands()
    {
        var run = new EngineRun(GridCity.Create(1, withTopology: false)).Health("cam-000", DeviceHealth.Offline, 0);
        var id = run.Single.Id;
        run.Command(AlertVerb.Acknowledge, id, 5, revision: 1);
        run.Health("cam-000", DeviceHealth.Stale, 6);

        var late = run.Command(AlertVerb.Assign, id, 7, revision: 1, assignee: "minh");

        late.Outcome.Should().Be(CommandOutcome.Conflict);
        late.First.Should().Be(new AlertChange("acknowledged", "lan", EngineRun.Epoch + (5 * EngineRun.Second), 2));
        late.Message.Should().Be("You saw revision 1; meanwhile lan: acknowledged at 2026-06-01T00:00:05Z. The alert is at revision 2 now.");
        late.Alert!.Revision.Should().Be(2);
        run.Command(AlertVerb.Comment, id, 8, "?", revision: 9).Message.Should().Contain("no revision 9 yet");
    }

    [Fact]
    public void Command_AfterTheAlertWasOnlyGrouped_IsNoConflictUnlessExactnessIsWanted()
    {
        var run = new EngineRun(GridCity.Create(30, withTopology: false));
        run.Health("cam-000", DeviceHealth.Offline, 0);
        var id = run.Single.Id;
        run.Health("cam-006", DeviceHealth.Offline, 1).Health("cam-012", DeviceHealth.Offline, 2);
        run.Engine.Open.Single(alert => alert.Id == id).Revision.Should().Be(2);

        run.Command(AlertVerb.Acknowledge, id, 3, revision: 1, exact: true).Outcome.Should().Be(CommandOutcome.Conflict);
        run.Command(AlertVerb.Acknowledge, id, 3, revision: 1).Outcome.Should().Be(CommandOutcome.Done);
        run.Command(AlertVerb.Assign, id, 4, revision: 2, assignee: "minh").Outcome.Should().Be(CommandOutcome.Conflict);
    }

    private static (EngineRun Run, string Id) In(AlertState state)
    {
        var run = new EngineRun(GridCity.Create(1, withTopology: state == AlertState.Suppressed));
        if (state == AlertState.Suppressed)
        {
            run.Read("pwr-1", "voltage", 0, 0);
        }

        run.Health("cam-000", DeviceHealth.Offline, 1);
        var id = run.Engine.Open.Single(alert => alert.Device == "cam-000").Id;
        switch (state)
        {
            case AlertState.Acknowledged:
                run.Command(AlertVerb.Acknowledge, id, 2);
                break;
            case AlertState.Cleared:
                run.Health("cam-000", DeviceHealth.Ok, 60);
                break;
            case AlertState.Shelved:
                run.Command(AlertVerb.Shelve, id, 2, "wind", until: 3600);
                break;
            case AlertState.OutOfService:
                run.Command(AlertVerb.OutOfService, id, 2, "new mast");
                break;
        }

        run.Engine.Open.Single(alert => alert.Id == id).State.Should().Be(state);
        return (run, id);
    }
}
