namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>
/// One condition at each device of a zone, made when the device is first heard of; in the order of their ids, which does not depend on a
/// process. A city has ten thousand devices: with a message only its own device is asked again, and those for whom time has run out.
/// </summary>
internal sealed class DeviceNodes(ZoneMembers members, Func<int, RuleNode> build)
{
    private readonly Dictionary<int, Entry> _byDevice = [];
    private readonly SortedList<string, Entry> _byId = new(StringComparer.Ordinal);

    // Entries leave lazily: what is not the entry's moment any more is passed over. Answers are a function of the nodes and the time asked
    // about, so nothing of this is saved.
    private readonly PriorityQueue<Entry, long> _changes = new();
    private readonly PriorityQueue<Entry, long> _dues = new();
    private long _askedNanos = long.MinValue;
    private long _dueAskedNanos = long.MinValue;
    private int _true;
    private int _known;

    public int Count => _byId.Count;

    /// <summary>Of all alike; false while there is none.</summary>
    public bool AreClockDriven => _byId.Count > 0 && _byId.Values[0].Node.IsClockDriven;

    public IEnumerable<KeyValuePair<string, RuleNode>> InOrder => _byId.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value.Node));

    public RuleNode Of(int device) => EntryOf(device).Node;

    /// <summary>A device's condition has taken something.</summary>
    public void Moved(int device, long nowNanos)
    {
        var entry = EntryOf(device);
        Ask(entry, Math.Max(_askedNanos, nowNanos));
        AskDue(entry, Math.Max(_dueAskedNanos, nowNanos));
    }

    /// <summary>For how many devices it is true, and of how many anything is known.</summary>
    public (int True, int Known) Tally(long nowNanos)
    {
        if (nowNanos < _askedNanos)
        {
            foreach (var entry in _byId.Values)
            {
                Ask(entry, nowNanos);
            }
        }

        _askedNanos = nowNanos;
        while (_changes.TryPeek(out var entry, out var at) && at <= nowNanos)
        {
            _changes.Dequeue();
            if (entry.ChangesAtNanos == at)
            {
                Ask(entry, nowNanos);
            }
        }

        return (_true, _known);
    }

    public long DueAfter(long nowNanos)
    {
        if (nowNanos < _dueAskedNanos)
        {
            foreach (var entry in _byId.Values)
            {
                AskDue(entry, nowNanos);
            }
        }

        _dueAskedNanos = nowNanos;
        while (_dues.TryPeek(out var entry, out var at))
        {
            if (entry.DueNanos == at && at > nowNanos)
            {
                return at;
            }

            _dues.Dequeue();
            if (entry.DueNanos == at)
            {
                AskDue(entry, nowNanos);
            }
        }

        return long.MaxValue;
    }

    /// <summary>The devices whose condition waits for this very moment, in the order of their ids.</summary>
    public List<int> DueAt(long nowNanos)
    {
        var devices = new List<int>();
        if (DueAfter(nowNanos - 1) == nowNanos)
        {
            devices.AddRange(_byId.Values.Where(entry => entry.DueNanos == nowNanos).Select(static entry => entry.Device));
        }

        return devices;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_byId.Count);
        foreach (var (id, entry) in _byId)
        {
            using var state = new MemoryStream();
            using (var inner = new BinaryWriter(state, System.Text.Encoding.UTF8, leaveOpen: true))
            {
                entry.Node.Save(inner);
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
                var entry = EntryOf(device);
                entry.Node.Restore(inner);

                // Asked again at whatever time comes next.
                (entry.ChangesAtNanos, entry.DueNanos) = (long.MinValue, long.MinValue);
                Enqueue(_changes, entry, entry.ChangesAtNanos);
                Enqueue(_dues, entry, entry.DueNanos);
            }
        }
    }

    private Entry EntryOf(int device)
    {
        if (!_byDevice.TryGetValue(device, out var entry))
        {
            entry = new Entry(device, build(device));
            _byDevice.Add(device, entry);
            _byId.Add(members.NameOf(device), entry);
        }

        return entry;
    }

    private void Ask(Entry entry, long nowNanos)
    {
        var (was, node) = (entry.Truth, entry.Node);
        var truth = node.At(nowNanos);
        entry.Truth = truth;
        _true += (truth == Truth.True ? 1 : 0) - (was == Truth.True ? 1 : 0);
        _known += (truth != Truth.Unknown ? 1 : 0) - (was != Truth.Unknown ? 1 : 0);
        var until = node.KnownUntilNanos;
        var changesAt = Math.Min(node.DueAfter(nowNanos), until >= nowNanos && until < long.MaxValue ? until + 1 : long.MaxValue);
        if (changesAt != entry.ChangesAtNanos)
        {
            entry.ChangesAtNanos = changesAt;
            Enqueue(_changes, entry, changesAt);
        }
    }

    private void AskDue(Entry entry, long nowNanos)
    {
        var due = entry.Node.DueAfter(nowNanos);
        if (due != entry.DueNanos)
        {
            entry.DueNanos = due;
            Enqueue(_dues, entry, due);
        }
    }

    private static void Enqueue(PriorityQueue<Entry, long> queue, Entry entry, long atNanos)
    {
        if (atNanos != long.MaxValue)
        {
            queue.Enqueue(entry, atNanos);
        }
    }

    private sealed class Entry(int device, RuleNode node)
    {
        public int Device { get; } = device;

        public RuleNode Node { get; } = node;

        public Truth Truth { get; set; } = Truth.Unknown;

        public long ChangesAtNanos { get; set; } = long.MaxValue;

        public long DueNanos { get; set; } = long.MaxValue;
    }
}
