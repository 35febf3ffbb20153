using SmartCity.Ioc.Alerts.Incidents;
using SmartCity.Ioc.Alerts.Load;
using SmartCity.Ioc.Alerts.Rules;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Life;

/// <summary>
/// What becomes of alerts once the rules have spoken: at most one is open per (rule, source), operators act on it, shelves run out, causes put
/// their symptoms away. A function of what it is given, in the order in which it is given; it reads no clock. Used by the shard's thread alone,
/// but for <see cref="Open"/>.
/// </summary>
internal sealed class AlertLife
{
    private readonly AlertBook _book = new();
    private readonly HeldClears _held = new();
    private readonly Damper _damper = new();
    private readonly IncidentDesk _incidents;

    public AlertLife(CityRegistry registry) => _incidents = new IncidentDesk(registry, _book);

    /// <summary>The open alerts in order of their ids: a snapshot, for any thread.</summary>
    public IReadOnlyCollection<Alert> Open => _book.Open.Snapshot;

    /// <summary>Sequence of the last transition made; 0 before the first.</summary>
    public long LastSequence => _book.LastSequence;

    /// <summary>The alerts whose condition is there, in order of their ids.</summary>
    public IEnumerable<Alert> Standing => _book.Open.Tracked.Where(static tracked => tracked.Present).Select(static tracked => tracked.Alert);

    public void ContinueAfter(long sequence) => _book.LastSequence = Math.Max(_book.LastSequence, sequence);

    public void OnSignal(in RuleSignal signal, long clockNanos, List<AlertTransition> output)
    {
        if (!_book.Open.TryGet(signal.Rule.Id, signal.Source.Key, out var tracked))
        {
            // Absent, but for a raise, where an operator closed it by hand while the condition lasted.
            if (signal.Kind == RuleSignalKind.Raise)
            {
                Raise(signal, clockNanos, output);
            }

            return;
        }

        switch (signal.Kind)
        {
            case RuleSignalKind.Raise:
                Return(tracked, signal, clockNanos, output);
                break;
            case RuleSignalKind.Level when tracked.Present:
                Relevel(tracked, signal, clockNanos, output);
                break;
            case RuleSignalKind.Clear when tracked.Present:
                Clear(tracked, signal, clockNanos, output);
                break;
            case RuleSignalKind.Annotate:
                _book.Change(
                    tracked, tracked.Alert, tracked.Facts, AlertActions.Annotated, clockNanos, signal.EventTimeNanos, signal.Reason, output);
                break;
            default:
                break;
        }
    }

    /// <summary>Nobody watches any more whether an alert's condition is there: it ends.</summary>
    public void Release(string id, string note, long clockNanos, List<AlertTransition> output)
    {
        if (_book.Open.TryGet(id, out var tracked) && tracked.Present)
        {
            tracked.Held = null;
            End(tracked, tracked.Alert.Value, clockNanos, note, clockNanos, output);
        }
    }

    /// <summary>The clock moved on: what waits for it is due.</summary>
    public void OnTick(long clockNanos, List<AlertTransition> output)
    {
        while (_book.Open.NextShelfEndNanos <= clockNanos)
        {
            TakeBack(_book.Open.FirstShelved(), clockNanos, output);
        }

        while (_held.TryTakeDue(clockNanos, out var id))
        {
            if (_book.Open.TryGet(id, out var tracked) && tracked.Held is { } held && held.DueNanos <= clockNanos)
            {
                EndHold(tracked, held, clockNanos, output);
            }
        }

        _incidents.OnTick(clockNanos, output);
        _damper.OnTick(clockNanos);
    }

    public CommandResult OnCommand(AlertCommand command, long clockNanos, List<AlertTransition> output)
    {
        if (!_book.Open.TryGet(command.Alert, out var tracked))
        {
            return new CommandResult(command.CommandId, CommandOutcome.NotFound, null, $"There is no open alert '{command.Alert}'.");
        }

        if (command.Revision is { } seen && tracked.HasMovedOn(seen, command.Exact))
        {
            var first = tracked.LastAct is { } act && act.Revision > seen ? act : tracked.LastChange;
            return new CommandResult(command.CommandId, CommandOutcome.Conflict, tracked.Alert, AlertVerbs.Conflict(tracked, seen), first);
        }

        if (AlertVerbs.Refusal(command, tracked.Alert, clockNanos) is { } refusal)
        {
            return new CommandResult(command.CommandId, CommandOutcome.NotAllowed, tracked.Alert, refusal);
        }

        var before = tracked.Alert;
        var (changed, facts, action) = AlertVerbs.Apply(command, before, tracked.Facts);
        if (command.Verb is AlertVerb.Unshelve or AlertVerb.ReturnToService)
        {
            (changed, facts) = Explained(tracked, changed, facts);
        }

        _book.Act(tracked, changed, facts, command.Verb == AlertVerb.Close, action, clockNanos, command, output);
        if (!tracked.Alert.IsOpen)
        {
            _incidents.Fade(before, clockNanos);
        }
        else if (command.Verb is AlertVerb.Unshelve or AlertVerb.ReturnToService)
        {
            CountIfShown(tracked.Alert, clockNanos, output);
        }

        return new CommandResult(command.CommandId, CommandOutcome.Done, tracked.Alert, null);
    }

    public void Save(BinaryWriter writer)
    {
        AlertLifeState.Save(writer, _book);
        _damper.Save(writer);
        _incidents.Save(writer);
    }

    /// <exception cref="InvalidDataException">Written by a version that this one can not read.</exception>
    public void Restore(BinaryReader reader)
    {
        AlertLifeState.Restore(reader, _book);
        _damper.Restore(reader);
        _incidents.Restore(reader);
        _held.Clear();
        foreach (var tracked in _book.Open.Tracked)
        {
            if (tracked.Held is { } held)
            {
                _held.Add(held.DueNanos, tracked.Alert.Id);
            }
        }
    }

    private void Raise(in RuleSignal signal, long clockNanos, List<AlertTransition> output)
    {
        var (rule, source) = (signal.Rule, signal.Source);
        var alert = new Alert(
            AlertId.Create(rule.Id, source.Key, signal.EventTimeNanos), rule.Id, signal.Severity, AlertState.Active, rule.Title,
            source.Zone, source.Device, source.Kind, signal.Metric, signal.Value, signal.Threshold, signal.EventTimeNanos, clockNanos,
            ClearedAtNanos: null, AcknowledgedBy: null, Assignee: null, ShelvedUntilNanos: null, Incident: null, Revision: 1);
        var place = _incidents.Place(alert, clockNanos, output);
        var facts = new AlertFacts(Present: true, place.SuppressedBy);
        alert = alert with { Incident = place.Incident };
        var tracked = new TrackedAlert(alert with { State = facts.StateOf(alert) }, facts);
        _book.Add(tracked, Both(signal.Reason, place.Note), output);
        _incidents.Adopt(tracked, clockNanos, output);
        NoteDamping(_damper.OnRaise(rule.Id, source.Key, signal.EventTimeNanos), tracked, clockNanos, output);
    }

    private void Return(TrackedAlert tracked, in RuleSignal signal, long clockNanos, List<AlertTransition> output)
    {
        var damping = _damper.OnRaise(tracked.Alert.Rule, tracked.Source, signal.EventTimeNanos);
        var isHeld = tracked.Held is not null;
        if (isHeld)
        {
            // Nobody was told that it was gone, so nobody is told that it is back.
            tracked.Held = tracked.Held! with { DueNanos = long.MaxValue };
            if (tracked.Alert.Severity == signal.Severity)
            {
                NoteDamping(damping, tracked, clockNanos, output);
                return;
            }
        }

        // It had cleared and nobody had acknowledged it yet: the same occurrence goes on.
        var changed = Measured(tracked.Alert with { Severity = signal.Severity, ClearedAtNanos = null }, signal);
        var facts = tracked.Facts with { Present = true };
        (changed, facts) = Explained(tracked, changed, facts);
        _book.Change(
            tracked, changed, facts, isHeld ? AlertActions.Escalated : AlertActions.Returned, clockNanos, signal.EventTimeNanos, signal.Reason,
            output);
        CountIfShown(tracked.Alert, clockNanos, output);
        _incidents.Adopt(tracked, clockNanos, output);
        NoteDamping(damping, tracked, clockNanos, output);
    }

    private void Relevel(TrackedAlert tracked, in RuleSignal signal, long clockNanos, List<AlertTransition> output)
    {
        var before = tracked.Alert;
        var isWorse = signal.Severity > before.Severity;
        var changed = Measured(
            before with
            {
                Severity = signal.Severity,

                // Who acknowledged a minor alert has not seen that it is critical now.
                AcknowledgedBy = isWorse ? null : before.AcknowledgedBy,
            },
            signal);
        var facts = signal.Severity == Severity.Critical ? tracked.Facts with { SuppressedBy = null } : tracked.Facts;
        _book.Change(
            tracked, changed, facts, isWorse ? AlertActions.Escalated : AlertActions.DeEscalated, clockNanos, signal.EventTimeNanos,
            signal.Reason, output);
        if (before.State == AlertState.Suppressed)
        {
            CountIfShown(tracked.Alert, clockNanos, output);
        }
    }

    private void Clear(TrackedAlert tracked, in RuleSignal signal, long clockNanos, List<AlertTransition> output)
    {
        var alert = tracked.Alert;
        var damping = _damper.OnEnd(alert.Rule, tracked.Source, signal.EventTimeNanos);
        var hold = _damper.HoldNanos(alert.Rule, tracked.Source);
        if (hold == 0)
        {
            End(tracked, signal.Value, signal.EventTimeNanos, signal.Reason, clockNanos, output);
            return;
        }

        tracked.Held = new HeldClear(signal.Value, signal.EventTimeNanos, clockNanos + hold, (tracked.Held?.Times ?? 0) + 1);
        _held.Add(tracked.Held.DueNanos, alert.Id);
        NoteDamping(damping, tracked, clockNanos, output);
    }

    private void EndHold(TrackedAlert tracked, HeldClear held, long clockNanos, List<AlertTransition> output)
    {
        tracked.Held = null;
        End(tracked, held.Value, held.EventTimeNanos, held.Times > 1 ? $"came and went {held.Times} times" : null, clockNanos, output);
    }

    private void End(
        TrackedAlert tracked, double? value, long eventTimeNanos, string? note, long clockNanos, List<AlertTransition> output)
    {
        var before = tracked.Alert;
        _book.Change(
            tracked, before with { Value = value, ClearedAtNanos = eventTimeNanos }, tracked.Facts with { Present = false },
            AlertActions.Cleared, clockNanos, eventTimeNanos, note, output);
        _incidents.Fade(before, clockNanos);
    }

    /// <summary>A shelf ends by itself.</summary>
    private void TakeBack(TrackedAlert tracked, long clockNanos, List<AlertTransition> output)
    {
        var (changed, facts) = Explained(tracked, tracked.Alert with { ShelvedUntilNanos = null }, tracked.Facts);
        _book.Change(tracked, changed, facts, AlertActions.Unshelved, clockNanos, clockNanos, null, output);
        CountIfShown(tracked.Alert, clockNanos, output);
    }

    /// <summary>The alert and its facts with what explains it now, if it is there.</summary>
    private (Alert Changed, AlertFacts Facts) Explained(TrackedAlert tracked, Alert changed, AlertFacts facts)
    {
        if (!facts.Present)
        {
            return (changed, facts);
        }

        tracked.Apply(facts);
        var found = _incidents.Seek(tracked);
        return (changed with { Incident = found.Incident ?? changed.Incident }, facts with { SuppressedBy = found.SuppressedBy });
    }

    private void CountIfShown(Alert alert, long clockNanos, List<AlertTransition> output)
    {
        if (alert.State == AlertState.Active)
        {
            _incidents.Shown(alert.Zone, clockNanos, output);
        }
    }

    private void NoteDamping(Damping damping, TrackedAlert tracked, long clockNanos, List<AlertTransition> output)
    {
        if (damping != Damping.None)
        {
            var quiet = _damper.HoldNanos(tracked.Alert.Rule, tracked.Source) / 1_000_000_000;
            _book.Change(
                tracked, tracked.Alert, tracked.Facts, AlertActions.Damped, clockNanos, clockNanos,
                $"{(damping == Damping.Chattering ? "chattering" : "fleeting")}: clears only after {quiet} s of quiet", output);
        }
    }

    private static Alert Measured(Alert changed, in RuleSignal signal) =>
        changed with { Value = signal.Value, Metric = signal.Metric, Threshold = signal.Threshold ?? changed.Threshold };

    private static string? Both(string? one, string? other) => one is null ? other : other is null ? one : $"{one}; {other}";
}
