using System.Collections.Frozen;

namespace SmartCity.Ioc.Alerts.Incidents;

/// <summary>A relation, ready to be asked: who is above, who is below. Immutable.</summary>
internal sealed class RelationIndex
{
    private readonly FrozenSet<string> _causes;
    private readonly FrozenSet<string> _symptoms;
    private readonly FrozenDictionary<string, string[]> _below;
    private readonly FrozenDictionary<string, string[]> _above;

    public RelationIndex(TopologyRelation relation)
    {
        Relation = relation;
        WithinNanos = relation.Within.Ticks * 100;
        SettleNanos = relation.Settle.Ticks * 100;
        _causes = relation.Causes.ToFrozenSet(StringComparer.Ordinal);
        _symptoms = relation.Symptoms.ToFrozenSet(StringComparer.Ordinal);
        var edges = relation.Links.SelectMany(link => link.Feeds.Select(fed => (Up: link.Device, Down: fed))).ToArray();
        _below = edges.GroupBy(edge => edge.Up, edge => edge.Down).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        _above = edges.GroupBy(edge => edge.Down, edge => edge.Up).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
    }

    public TopologyRelation Relation { get; }

    public long WithinNanos { get; }

    public long SettleNanos { get; }

    public bool IsCause(string rule) => _causes.Contains(rule);

    public bool IsSymptom(string rule) => _symptoms.Contains(rule);

    /// <summary>All above a device, the nearest first, each once.</summary>
    public List<string> Above(string device) => Walk(_above, device);

    /// <summary>All below a device, the nearest first, each once.</summary>
    public List<string> Below(string device) => Walk(_below, device);

    private static List<string> Walk(FrozenDictionary<string, string[]> edges, string from)
    {
        var met = new List<string>();
        if (!edges.TryGetValue(from, out var next))
        {
            return met;
        }

        var seen = new HashSet<string>(next, StringComparer.Ordinal) { from };
        met.AddRange(next);
        for (var i = 0; i < met.Count; i++)
        {
            foreach (var further in edges.GetValueOrDefault(met[i]) ?? [])
            {
                if (seen.Add(further))
                {
                    met.Add(further);
                }
            }
        }

        return met;
    }
}
