using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Engine;

/// <summary>
/// Runs the rules of one shard and keeps its open alerts: at most one per (rule, source). A function of what it is given, in the order in
/// which it is given; it reads no clock. Used by the shard's thread alone, but for <see cref="Open"/>.
/// </summary>
/// <remarks>
/// A reading older than the newest that a rule has seen of its device does not move the rule: the past is not rewritten.
/// Silence clears nothing: only a reading that is back past the clear level does, or for an offline rule the device's voice.
/// </remarks>
public sealed class AlertEngine : IAlertEngine
{
    private const string System = "system";

    private readonly CityRegistry _registry;
    private readonly IReadOnlyList<AlertRule> _rules;
    private readonly RuleBindings _bindings;
    private readonly OpenAlerts _open = new();
    private readonly List<BoundRule> _waitingOffline = [];
    private long _sequence;

    public AlertEngine(CityRegistry registry, IReadOnlyList<AlertRule> rules)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(rules);
        _registry = registry;
        _rules = rules;
        _bindings = new RuleBindings(registry, rules);
    }

    public IReadOnlyCollection<Alert> Open => _open.Snapshot;

    /// <summary>Sequence of the last transition made.</summary>
    public long LastSequence => _sequence;

    public void OnBatch(ReadingBatch accepted, List<AlertTransition> output)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        foreach (ref readonly var message in accepted.Messages)
        {
            if ((message.Marks & MessageMarks.Historical) != 0)
            {
                continue;
            }

            var bound = _bindings.Of(message.Device);
            if (bound.Length == 0)
            {
                continue;
            }

            foreach (ref readonly var value in accepted.ValuesOf(message))
            {
                foreach (var rule in bound)
                {
                    if (rule.Metric == value.Metric)
                    {
                        Evaluate(rule, value.Value, message.MeasuredAtNanos, accepted.ClockNanos, output);
                    }
                }
            }
        }
    }

    public void OnHealth(in HealthChange change, List<AlertTransition> output)
    {
        foreach (var bound in _bindings.Of(change.Device))
        {
            if (bound.Rule.Condition is not OfflineCondition offline)
            {
                continue;
            }

            if (change.To == DeviceHealth.Offline && bound.OfflineSinceNanos is null)
            {
                bound.OfflineSinceNanos = change.AtNanos;
                if (offline.For <= TimeSpan.Zero)
                {
                    Raise(bound, null, null, change.AtNanos, change.AtNanos, output);
                }
                else
                {
                    _waitingOffline.Add(bound);
                }
            }
            else if (change.To is DeviceHealth.Ok or DeviceHealth.Suspect && bound.OfflineSinceNanos is not null)
            {
                bound.OfflineSinceNanos = null;
                _waitingOffline.Remove(bound);
                Clear(bound, null, change.AtNanos, change.AtNanos, output);
            }
        }
    }

    public void OnTick(long clockNanos, List<AlertTransition> output)
    {
        for (var i = _waitingOffline.Count - 1; i >= 0; i--)
        {
            var bound = _waitingOffline[i];
            var due = bound.OfflineSinceNanos!.Value + (((OfflineCondition)bound.Rule.Condition).For.Ticks * 100);
            if (clockNanos >= due)
            {
                _waitingOffline.RemoveAt(i);
                Raise(bound, null, null, due, clockNanos, output);
            }
        }

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

    public void Save(BinaryWriter writer) => AlertEngineState.Save(writer, _sequence, _open, _bindings, _waitingOffline);

    public void Restore(BinaryReader reader)
    {
        _sequence = AlertEngineState.Restore(reader, _registry, _rules, _open, _bindings, _waitingOffline);
    }

    private void Evaluate(BoundRule bound, double value, long timeNanos, long clockNanos, List<AlertTransition> output)
    {
        var condition = (ThresholdCondition)bound.Rule.Condition;
        (bound.Threshold, var signal) = ThresholdMachine.Step(bound.Threshold, condition, value, timeNanos, bound.GapNanos);
        if (signal == ThresholdSignal.Raise)
        {
            Raise(bound, value, condition.Threshold, timeNanos, clockNanos, output);
        }
        else if (signal == ThresholdSignal.Clear)
        {
            Clear(bound, value, timeNanos, clockNanos, output);
        }
    }

    private void Raise(BoundRule bound, double? value, double? threshold, long eventTimeNanos, long clockNanos, List<AlertTransition> output)
    {
        var rule = bound.Rule;
        if (_open.TryGet(rule.Id, bound.Device.Id, out var tracked))
        {
            // It had cleared and nobody had acknowledged it yet: the same occurrence goes on.
            var again = tracked.Apply(tracked.Alert with { Value = value, ClearedAtNanos = null }, present: true);
            Emit(again, "returned", clockNanos, eventTimeNanos, System, null, output);
            return;
        }

        var alert = new Alert(
            AlertId.Create(rule.Id, bound.Device.Id, eventTimeNanos), rule.Id, rule.Severity, AlertState.Active, rule.Title,
            _registry.Zones[bound.Device.Zone].Id, bound.Device.Id, _registry.Kinds[bound.Device.Kind].Id,
            (rule.Condition as ThresholdCondition)?.Metric, value, threshold, eventTimeNanos, clockNanos,
            ClearedAtNanos: null, AcknowledgedBy: null, Assignee: null, ShelvedUntilNanos: null, Incident: null, Revision: 1);
        _open.Add(new TrackedAlert(alert, present: true));
        Emit(alert, "raised", clockNanos, eventTimeNanos, System, null, output);
    }

    private void Clear(BoundRule bound, double? value, long eventTimeNanos, long clockNanos, List<AlertTransition> output)
    {
        // Absent where an operator closed it by hand while the condition lasted.
        if (_open.TryGet(bound.Rule.Id, bound.Device.Id, out var tracked) && tracked.Present)
        {
            var alert = tracked.Apply(tracked.Alert with { Value = value, ClearedAtNanos = eventTimeNanos }, present: false);
            Emit(alert, "cleared", clockNanos, eventTimeNanos, System, null, output);
        }
    }

    private void Emit(Alert alert, string action, long atNanos, long eventTimeNanos, string by, string? note, List<AlertTransition> output)
    {
        _open.Changed(alert);
        output.Add(new AlertTransition(++_sequence, alert, action, atNanos, eventTimeNanos, by, note));
    }
}
