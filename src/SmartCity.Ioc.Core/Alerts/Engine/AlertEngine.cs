using System.Runtime.InteropServices;
using SmartCity.Ioc.Alerts.Rules;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Engine;

/// <summary>
/// Keeps the open alerts of one shard, at most one per (rule, source): what its rules say and what operators do. A function of what it is
/// given, in the order in which it is given; it reads no clock. Used by the shard's thread alone, but for <see cref="Open"/>.
/// </summary>
public sealed class AlertEngine : IAlertEngine
{
    private const string System = "system";

    private readonly RuleEvaluator _rules;
    private readonly List<RuleSignal> _signals = [];
    private readonly OpenAlerts _open = new();
    private long _sequence;

    public AlertEngine(CityRegistry registry, IReadOnlyList<AlertRule> rules)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(rules);
        _rules = new RuleEvaluator(registry, rules);
    }

    public IReadOnlyCollection<Alert> Open => _open.Snapshot;

    /// <summary>Sequence of the last transition made.</summary>
    public long LastSequence => _sequence;

    public void OnBatch(ReadingBatch accepted, List<AlertTransition> output)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        _rules.OnBatch(accepted, _signals);
        Settle(accepted.ClockNanos, output);
    }

    public void OnHealth(in HealthChange change, List<AlertTransition> output)
    {
        _rules.OnHealth(change, _signals);
        Settle(change.AtNanos, output);
    }

    public void OnTick(long clockNanos, List<AlertTransition> output)
    {
        _rules.OnTick(clockNanos, _signals);
        Settle(clockNanos, output);
        while (_open.NextShelfEndNanos <= clockNanos)
        {
            var tracked = _open.FirstShelved();
            var alert = tracked.Apply(tracked.Alert with { ShelvedUntilNanos = null }, tracked.Present);
            Emit(alert, "unshelved", clockNanos, clockNanos, System, null, output);
        }
    }

    public CommandResult OnCommand(AlertCommand command, long clockNanos, List<AlertTransition> output)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (!_open.TryGet(command.Alert, out var tracked))
        {
            return new CommandResult(command.CommandId, CommandOutcome.NotFound, null, $"There is no open alert '{command.Alert}'.");
        }

        if (command.Revision is { } seen && seen != tracked.Alert.Revision)
        {
            return new CommandResult(
                command.CommandId, CommandOutcome.Conflict, tracked.Alert,
                $"The alert is at revision {tracked.Alert.Revision}, not {seen}: somebody or something changed it meanwhile.");
        }

        if (AlertVerbs.Refusal(command, tracked.Alert, clockNanos) is { } refusal)
        {
            return new CommandResult(command.CommandId, CommandOutcome.NotAllowed, tracked.Alert, refusal);
        }

        var (changed, action) = AlertVerbs.Apply(command, tracked.Alert);
        var alert = tracked.Apply(changed, tracked.Present, closedByHand: command.Verb == AlertVerb.Close);
        Emit(alert, action, clockNanos, clockNanos, command.By, command.Note, output);
        return new CommandResult(command.CommandId, CommandOutcome.Done, alert, null);
    }

    public void ContinueAfter(long sequence) => _sequence = Math.Max(_sequence, sequence);

    public void Save(BinaryWriter writer)
    {
        AlertEngineState.Save(writer, _sequence, _open);
        _rules.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        _sequence = AlertEngineState.Restore(reader, _open);
        _rules.Restore(reader);
    }

    // What the rules said becomes changes of alerts, in the order in which they said it.
    private void Settle(long clockNanos, List<AlertTransition> output)
    {
        foreach (ref readonly var signal in CollectionsMarshal.AsSpan(_signals))
        {
            Apply(signal, clockNanos, output);
        }

        _signals.Clear();
    }

    private void Apply(in RuleSignal signal, long clockNanos, List<AlertTransition> output)
    {
        if (!_open.TryGet(signal.Rule.Id, signal.Source.Key, out var tracked))
        {
            // Absent, but for a raise, where an operator closed it by hand while the condition lasted.
            if (signal.Kind == RuleSignalKind.Raise)
            {
                Raise(signal, clockNanos, output);
            }

            return;
        }

        var before = tracked.Alert;
        switch (signal.Kind)
        {
            case RuleSignalKind.Raise:
                // It had cleared and nobody had acknowledged it yet: the same occurrence goes on.
                Change(tracked, signal, before with { Severity = signal.Severity, ClearedAtNanos = null }, present: true, "returned", clockNanos, output);
                break;
            case RuleSignalKind.Level when tracked.Present:
                var action = signal.Severity > before.Severity ? "escalated" : "de-escalated";
                Change(tracked, signal, before with { Severity = signal.Severity }, present: true, action, clockNanos, output);
                break;
            case RuleSignalKind.Clear when tracked.Present:
                Change(tracked, signal, before with { ClearedAtNanos = signal.EventTimeNanos }, present: false, "cleared", clockNanos, output);
                break;
            case RuleSignalKind.Annotate:
                Emit(tracked.Apply(before, tracked.Present), "annotated", clockNanos, signal.EventTimeNanos, System, signal.Reason, output);
                break;
            default:
                break;
        }
    }

    private void Raise(in RuleSignal signal, long clockNanos, List<AlertTransition> output)
    {
        var (rule, source) = (signal.Rule, signal.Source);
        var alert = new Alert(
            AlertId.Create(rule.Id, source.Key, signal.EventTimeNanos), rule.Id, signal.Severity, AlertState.Active, rule.Title,
            source.Zone, source.Device, source.Kind, signal.Metric, signal.Value, signal.Threshold, signal.EventTimeNanos, clockNanos,
            ClearedAtNanos: null, AcknowledgedBy: null, Assignee: null, ShelvedUntilNanos: null, Incident: null, Revision: 1);
        _open.Add(new TrackedAlert(alert, present: true));
        Emit(alert, "raised", clockNanos, signal.EventTimeNanos, System, signal.Reason, output);
    }

    private void Change(
        TrackedAlert tracked, in RuleSignal signal, Alert changed, bool present, string action, long clockNanos, List<AlertTransition> output)
    {
        var alert = tracked.Apply(
            changed with { Value = signal.Value, Metric = signal.Metric, Threshold = signal.Threshold ?? changed.Threshold }, present);
        Emit(alert, action, clockNanos, signal.EventTimeNanos, System, signal.Reason, output);
    }

    private void Emit(Alert alert, string action, long atNanos, long eventTimeNanos, string by, string? note, List<AlertTransition> output)
    {
        _open.Changed(alert);
        output.Add(new AlertTransition(++_sequence, alert, action, atNanos, eventTimeNanos, by, note));
    }
}
