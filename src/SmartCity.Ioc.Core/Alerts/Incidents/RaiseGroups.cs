namespace SmartCity.Ioc.Alerts.Incidents;

/// <summary>The groups of one sort that are growing, by rule and place.</summary>
internal sealed class RaiseGroups(int enough)
{
    private readonly Dictionary<(string Rule, string Place), RaiseGroup> _groups = [];

    public RaiseGroup Of(string rule, string place)
    {
        if (!_groups.TryGetValue((rule, place), out var group))
        {
            _groups.Add((rule, place), group = new RaiseGroup(enough));
        }

        return group;
    }

    /// <summary>Forgets those that nothing has joined since.</summary>
    public void EndBefore(long nanos)
    {
        foreach (var (key, group) in _groups)
        {
            if (group.LastNanos < nanos)
            {
                _groups.Remove(key);
            }
        }
    }

    /// <summary>Forgets those of a place.</summary>
    public void End(string place)
    {
        foreach (var key in _groups.Keys)
        {
            if (key.Place == place)
            {
                _groups.Remove(key);
            }
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_groups.Count);
        foreach (var (key, group) in _groups.OrderBy(one => one.Key.Rule, StringComparer.Ordinal).ThenBy(one => one.Key.Place, StringComparer.Ordinal))
        {
            writer.Write(key.Rule);
            writer.Write(key.Place);
            group.Save(writer);
        }
    }

    public void Restore(BinaryReader reader)
    {
        _groups.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            Of(reader.ReadString(), reader.ReadString()).Restore(reader);
        }
    }
}
