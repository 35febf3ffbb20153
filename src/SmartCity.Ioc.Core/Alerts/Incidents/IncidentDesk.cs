using SmartCity.Ioc.Alerts.Life;
using SmartCity.Ioc.Alerts.Load;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Incidents;

/// <summary>
/// Decides which alerts are one incident: by what depends on what, otherwise by rule, place and time, and in a flood by rule and operator's
/// area. An incident bears the id of the alert that leads it. A critical alert may belong to one, and is put away or folded by none.
/// </summary>
internal sealed class IncidentDesk(CityRegistry registry, AlertBook book)
{
    private const long Minute = 60L * 1_000_000_000;

    /// <summary>How long a group at a place waits for the next one.</summary>
    private const long PlaceSpan = 5 * Minute;
    private const int EnoughAtAPlace = 3;
    private const int EnoughInAFlood = 2;

    private readonly CauseFinder _causes = new(registry.City.Topology, book.Open);
    private readonly RaiseGroups _places = new(EnoughAtAPlace);
    private readonly RaiseGroups _floods = new(EnoughInAFlood);
    private readonly SortedDictionary<string, FloodMeter> _meters = new(StringComparer.Ordinal);

    /// <summary>What an alert that is about to be raised belongs to. Those that it makes an incident of are told first.</summary>
    public Membership Place(Alert alert, long clockNanos, List<AlertTransition> output)
    {
        if (_causes.Find(alert.Rule, alert.Device ?? alert.Zone, alert.EventTimeNanos) is var (cause, relation))
        {
            LeadWith(cause.Lead, clockNanos, output);
            var isPutAway = relation.Relation.Effect == TopologyEffect.Suppress && alert.Severity != Severity.Critical;
            if (!isPutAway)
            {
                Shown(alert.Zone, clockNanos, output);
            }

            return new Membership(cause.Lead, isPutAway ? cause.Id : null, Explain(relation, cause));
        }

        var area = Shown(alert.Zone, clockNanos, output);
        if (alert.Severity == Severity.Critical)
        {
            return default;
        }

        var isFolded = IsLow(alert) && _meters[area].IsFlood;
        var group = isFolded ? _floods.Of(alert.Rule, area) : PlaceGroup(alert, clockNanos);
        return Join(group, alert.Id, isFolded ? $"flood of alerts in {area}" : $"several in {alert.Zone}", clockNanos, output);
    }

    /// <summary>An alert stands (raised, returned, taken back): what it explains is put away with it.</summary>
    public void Adopt(TrackedAlert cause, long clockNanos, List<AlertTransition> output)
    {
        if (!_causes.IsCause(cause.Alert.Rule))
        {
            return;
        }

        foreach (var below in _causes.Below(cause.Alert).ToArray())
        {
            Explain(below, clockNanos, output);
        }
    }

    /// <summary>Looks again for what explains an open alert, and moves it there. What an operator has put away is left alone.</summary>
    public void Explain(TrackedAlert tracked, long clockNanos, List<AlertTransition> output)
    {
        var alert = tracked.Alert;
        if (alert.State is AlertState.Shelved or AlertState.OutOfService || Seek(tracked) is not { Incident: { } incident } found)
        {
            return;
        }

        LeadWith(incident, clockNanos, output);
        var facts = tracked.Facts with { SuppressedBy = found.SuppressedBy };
        if (alert.Incident == incident && tracked.Facts.SuppressedBy is null == found.SuppressedBy is null)
        {
            tracked.Apply(facts);
            return;
        }

        var action = found.SuppressedBy is not null && tracked.Facts.SuppressedBy is null ? AlertActions.Suppressed : AlertActions.Grouped;
        book.Change(tracked, alert with { Incident = incident }, facts, action, clockNanos, clockNanos, found.Note, output);
    }

    /// <summary>What explains an open alert now; nothing where no cause stands upstream.</summary>
    public Membership Seek(TrackedAlert tracked)
    {
        var alert = tracked.Alert;
        if (_causes.Find(alert.Rule, tracked.Source, alert.EventTimeNanos) is not var (cause, relation))
        {
            return default;
        }

        // What an operator has taken on stays in the operator's list.
        var isPutAway = relation.Relation.Effect == TopologyEffect.Suppress && tracked.Present
            && alert is { Severity: not Severity.Critical, AcknowledgedBy: null, Assignee: null };
        return new Membership(cause.Lead, isPutAway ? cause.Id : null, Explain(relation, cause));
    }

    /// <summary>An alert's condition is gone, or the alert: what it explains has a while to come back.</summary>
    public void Fade(Alert alert, long clockNanos)
    {
        if (_causes.IsCause(alert.Rule))
        {
            _causes.Fade(alert, clockNanos);
        }
    }

    /// <summary>One more for the operator of the zone's area. Where a flood begins with it, the low ones that came just before are folded too.</summary>
    /// <returns>The area.</returns>
    public string Shown(string zone, long clockNanos, List<AlertTransition> output)
    {
        var area = OperatorAreas.Of(registry.Zones, zone);
        if (!_meters.TryGetValue(area, out var meter))
        {
            _meters.Add(area, meter = new FloodMeter());
        }

        if (meter.Add(clockNanos))
        {
            FoldRecent(area, clockNanos, output);
        }

        return area;
    }

    public void OnTick(long clockNanos, List<AlertTransition> output)
    {
        while (_causes.TryTakeFaded(clockNanos, out var cause))
        {
            if (!book.Open.TryGet(cause.Id, out var standing) || !standing.Present)
            {
                Release(cause, clockNanos, output);
            }
        }

        foreach (var (area, meter) in _meters.ToArray())
        {
            if (meter.Advance(clockNanos))
            {
                _floods.End(area);
            }

            if (meter.IsEmpty)
            {
                _meters.Remove(area);
            }
        }

        _places.EndBefore(clockNanos - PlaceSpan);
    }

    public void Save(BinaryWriter writer)
    {
        _causes.Save(writer);
        _places.Save(writer);
        _floods.Save(writer);
        writer.Write(_meters.Count);
        foreach (var (area, meter) in _meters)
        {
            writer.Write(area);
            meter.Save(writer);
        }
    }

    public void Restore(BinaryReader reader)
    {
        _causes.Restore(reader);
        _places.Restore(reader);
        _floods.Restore(reader);
        _meters.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var meter = new FloodMeter();
            _meters.Add(reader.ReadString(), meter);
            meter.Restore(reader);
        }
    }

    private static bool IsLow(Alert alert) => alert.Severity <= Severity.Minor;

    private static string Explain(RelationIndex relation, Cause cause) => $"{relation.Relation.Id}: {cause.Rule} at {cause.Source}";

    private void Release(Cause cause, long clockNanos, List<AlertTransition> output)
    {
        foreach (var tracked in book.Open.Tracked.Where(one => one.Facts.SuppressedBy == cause.Id).ToArray())
        {
            if (tracked.Alert.State is AlertState.Shelved or AlertState.OutOfService)
            {
                // Looked at again when it is taken back.
                tracked.Apply(tracked.Facts with { SuppressedBy = null });
            }
            else if (Seek(tracked).SuppressedBy is not null)
            {
                Explain(tracked, clockNanos, output);
            }
            else
            {
                book.Change(
                    tracked, tracked.Alert, tracked.Facts with { SuppressedBy = null }, AlertActions.Unsuppressed, clockNanos, clockNanos,
                    $"{cause.Rule} at {cause.Source} is over", output);
                Shown(tracked.Alert.Zone, clockNanos, output);
            }
        }
    }

    private RaiseGroup PlaceGroup(Alert alert, long clockNanos)
    {
        var group = _places.Of(alert.Rule, alert.Zone);
        if (group.LastNanos > 0 && clockNanos - group.LastNanos > PlaceSpan)
        {
            _places.EndBefore(clockNanos - PlaceSpan);
            group = _places.Of(alert.Rule, alert.Zone);
        }

        return group;
    }

    private void FoldRecent(string area, long clockNanos, List<AlertTransition> output)
    {
        var recent = book.Open.Tracked
            .Where(one => one.Alert is { State: AlertState.Active, Incident: null, Assignee: null } alert && IsLow(alert)
                && clockNanos - alert.RaisedAtNanos <= FloodMeter.SpanNanos && OperatorAreas.Of(registry.Zones, alert.Zone) == area)
            .OrderBy(one => one.Alert.RaisedAtNanos).ThenBy(one => one.Alert.Id, StringComparer.Ordinal)
            .ToArray();
        foreach (var tracked in recent)
        {
            var membership = Join(_floods.Of(tracked.Alert.Rule, area), tracked.Alert.Id, $"flood of alerts in {area}", clockNanos, output);
            if (membership.Incident is { } incident)
            {
                Move(tracked, incident, membership.Note, clockNanos, output);
            }
        }
    }

    private Membership Join(RaiseGroup group, string alert, string note, long clockNanos, List<AlertTransition> output)
    {
        var incident = group.Join(alert, clockNanos, book.Open, out var formed);
        foreach (var earlier in formed)
        {
            Move(earlier, incident!, note, clockNanos, output);
        }

        return incident is null ? default : new Membership(incident, null, note);
    }

    private void LeadWith(string lead, long clockNanos, List<AlertTransition> output)
    {
        if (book.Open.TryGet(lead, out var leader) && leader.Alert.Incident is null)
        {
            Move(leader, lead, "others follow from it", clockNanos, output);
        }
    }

    private void Move(TrackedAlert tracked, string incident, string? note, long clockNanos, List<AlertTransition> output) =>
        book.Change(
            tracked, tracked.Alert with { Incident = incident }, tracked.Facts, AlertActions.Grouped, clockNanos, clockNanos, note, output);
}
