namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>One condition at each device of a zone, made when the device is first heard of; in the order of their ids, which does not depend
/// on a process.</summary>
internal sealed class DeviceNodes(ZoneMembers members, Func<int, RuleNode> build)
{
    private readonly Dictionary<int, RuleNode> _byDevice = [];
    private readonly SortedList<string, RuleNode> _byId = new(StringComparer.Ordinal);

    public int Count => _byId.Count;

    public IEnumerable<KeyValuePair<string, RuleNode>> InOrder => _byId;

    public RuleNode Of(int device)
    {
        if (!_byDevice.TryGetValue(device, out var node))
        {
            node = build(device);
            _byDevice.Add(device, node);
            _byId.Add(members.NameOf(device), node);
        }

        return node;
    }

    public long DueAfter(long nowNanos)
    {
        var due = long.MaxValue;
        foreach (var node in _byId.Values)
        {
            due = Math.Min(due, node.DueAfter(nowNanos));
        }

        return due;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_byId.Count);
        foreach (var (id, node) in _byId)
        {
            using var state = new MemoryStream();
            using (var inner = new BinaryWriter(state, System.Text.Encoding.UTF8, leaveOpen: true))
            {
                node.Save(inner);
            }

            writer.Write(id);
            writer.Write((int)state.Length);
            writer.Write(state.GetBuffer(), 0, (int)state.Length);
        }
    }

    public void Restore(BinaryReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var device = members.Find(reader.ReadString());
            var state = reader.ReadBytes(reader.ReadInt32());
            if (device >= 0)
            {
                using var inner = new BinaryReader(new MemoryStream(state));
                Of(device).Restore(inner);
            }
        }
    }
}
