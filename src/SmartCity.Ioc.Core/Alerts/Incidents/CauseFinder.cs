using SmartCity.Ioc.Alerts.Life;

namespace SmartCity.Ioc.Alerts.Incidents;

/// <summary>Looks upstream for what explains an alert. Remembers causes that are over for as long as what is below may take to come back.</summary>
internal sealed class CauseFinder(IReadOnlyList<TopologyRelation> relations, OpenAlerts open)
{
    private readonly RelationIndex[] _relations = [.. relations.Select(relation => new RelationIndex(relation))];
    private readonly SortedDictionary<(long DueNanos, string Id), Cause> _fading = [];

    public IEnumerable<RelationIndex> Relations => _relations;

    /// <summary>The topmost cause, and the relation that leads to it; of several the earliest.</summary>
    public (Cause Cause, RelationIndex Relation)? Find(string rule, string source, long eventTimeNanos)
    {
        (Cause Cause, RelationIndex Relation)? found = null;
        foreach (var relation in _relations)
        {
            if (!relation.IsSymptom(rule))
            {
                continue;
            }

            // The nearest come first, so the last one found is the farthest up.
            foreach (var upper in relation.Above(source))
            {
                if (At(upper, relation, eventTimeNanos) is { } cause)
                {
                    found = (cause, relation);
                }
            }

            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The open alerts that a cause explains, in the order in which they were measured.</summary>
    public IEnumerable<TrackedAlert> Below(Alert cause) => _relations
        .Where(relation => relation.IsCause(cause.Rule))
        .SelectMany(relation => relation.Below(cause.Device ?? cause.Zone)
            .SelectMany(open.At)
            .Where(one => relation.IsSymptom(one.Alert.Rule) && Explains(relation, cause.EventTimeNanos, one.Alert.EventTimeNanos)))
        .Distinct()
        .OrderBy(one => one.Alert.EventTimeNanos).ThenBy(one => one.Alert.Id, StringComparer.Ordinal);

    public bool IsCause(string rule) => Array.Exists(_relations, relation => relation.IsCause(rule));

    /// <summary>A cause is over: what it put away has a while to come back.</summary>
    public void Fade(Alert cause, long clockNanos)
    {
        var settle = _relations.Where(relation => relation.IsCause(cause.Rule)).Max(relation => relation.SettleNanos);
        _fading.TryAdd((clockNanos + settle, cause.Id), Cause.Of(cause));
    }

    /// <summary>The next cause whose time is over.</summary>
    public bool TryTakeFaded(long clockNanos, out Cause cause)
    {
        cause = default;
        if (_fading.Count == 0)
        {
            return false;
        }

        var (key, first) = _fading.First();
        if (key.DueNanos > clockNanos)
        {
            return false;
        }

        _fading.Remove(key);
        cause = first;
        return true;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_fading.Count);
        foreach (var ((due, _), cause) in _fading)
        {
            writer.Write(due);
            writer.Write(cause.Id);
            writer.Write(cause.Lead);
            writer.Write(cause.Rule);
            writer.Write(cause.Source);
            writer.Write(cause.EventTimeNanos);
        }
    }

    public void Restore(BinaryReader reader)
    {
        _fading.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var due = reader.ReadInt64();
            var cause = new Cause(reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadInt64());
            _fading.Add((due, cause.Id), cause);
        }
    }

    private Cause? At(string source, RelationIndex relation, long eventTimeNanos)
    {
        var here = open.At(source).Where(one => one.Present).Select(one => Cause.Of(one.Alert))
            .Concat(_fading.Values.Where(cause => cause.Source == source))
            .Where(cause => relation.IsCause(cause.Rule) && Explains(relation, cause.EventTimeNanos, eventTimeNanos))
            .OrderBy(cause => cause.EventTimeNanos).ThenBy(cause => cause.Id, StringComparer.Ordinal);
        foreach (var cause in here)
        {
            return cause;
        }

        return null;
    }

    // Without power everything below stays away, however long it lasts; water that rises a day later has another reason.
    private static bool Explains(RelationIndex relation, long causeNanos, long symptomNanos) =>
        symptomNanos >= causeNanos - relation.WithinNanos
        && (relation.Relation.Effect == TopologyEffect.Suppress || symptomNanos <= causeNanos + relation.WithinNanos);
}
