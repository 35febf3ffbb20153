using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>
/// The metric names of one kind: the declared ones with their ranges, then those that its devices brought along, up to a cap. Devices of
/// a kind send the same members in the same order, so each name remembers which one followed it last time, and most are found by one
/// comparison. Owned by the shard's thread; the other shards follow it with one of their own, which adds no name.
/// </summary>
internal sealed class KindMetrics
{
    /// <summary>Longest metric name, after flattening.</summary>
    public const int MaxName = 64;

    private readonly CityRegistry _registry;
    private readonly SpanTable _names;
    private readonly KindMetrics? _leader;
    private readonly int _limit;
    private readonly int _declared;
    private MetricSlot[] _slots = new MetricSlot[16];
    private int[] _followers = new int[16];
    private int _slotCount;
    private int _last;

    public KindMetrics(CityRegistry registry, DeviceKind kind, int maxUndeclared)
    {
        _registry = registry;
        _names = new SpanTable();
        Kind = kind;
        foreach (var metric in kind.Metrics)
        {
            var slot = Add(System.Text.Encoding.UTF8.GetBytes(metric.Id));
            _slots[slot] = _slots[slot] with { Declared = metric };
        }

        _declared = _names.Count;
        _limit = _declared + maxUndeclared;
    }

    /// <summary>The same names for another shard, which reads them while nobody adds one.</summary>
    public KindMetrics(KindMetrics leader)
    {
        (_registry, _names, _leader, _declared, Kind) = (leader._registry, leader._names, leader, leader._declared, leader.Kind);
        CatchUp();
    }

    public DeviceKind Kind { get; }

    /// <summary>A follower was asked to take a name on: what it made of the message does not count.</summary>
    public bool HasMissed { get; set; }

    /// <summary>Names that devices brought along, oldest first: part of the checkpoint, since the cap makes them matter.</summary>
    public IEnumerable<string> Undeclared
    {
        get
        {
            for (var i = _declared; i < _names.Count; i++)
            {
                yield return _registry.MetricName(_slots[i].Metric);
            }
        }
    }

    public ref MetricSlot this[int slot] => ref _slots[slot];

    /// <summary>Follows the names that the leader took on.</summary>
    public void CatchUp()
    {
        for (; _leader is not null && _slotCount < _leader._slotCount; _slotCount++)
        {
            Reach(_slotCount);
            ref readonly var slot = ref _leader._slots[_slotCount];
            _slots[_slotCount] = new MetricSlot { Metric = slot.Metric, Declared = slot.Declared, IsPlain = slot.IsPlain };
        }
    }

    /// <returns>The name's slot, or -1 where it is not known yet.</returns>
    public int Find(ReadOnlySpan<byte> name)
    {
        var expected = _followers[_last];
        if (expected >= _names.Count || !name.SequenceEqual(_names.Key(expected)))
        {
            expected = _names.Find(name);
            if (expected < 0)
            {
                return -1;
            }

            _followers[_last] = expected;
        }

        _last = expected;
        return expected;
    }

    /// <summary>Finds the metric that follows the one before, as it did last time.</summary>
    /// <param name="json">Behind the name's first quote.</param>
    /// <param name="length">The name's.</param>
    /// <returns>Its slot, or -1 where another name stands there.</returns>
    public int FindNext(ReadOnlySpan<byte> json, out int length)
    {
        length = 0;
        var expected = _followers[_last];
        if (expected >= _slotCount || !_slots[expected].IsPlain)
        {
            return -1;
        }

        var name = _names.Key(expected);
        length = name.Length;
        if (json.Length <= length || json[length] != '"' || !json.StartsWith(name))
        {
            return -1;
        }

        _last = expected;
        return expected;
    }

    /// <summary>Takes a name on that nobody declared.</summary>
    /// <returns>Its slot, or -1 when the cap is reached.</returns>
    public int TryAdd(ReadOnlySpan<byte> name)
    {
        HasMissed = _leader is not null;
        return _names.Count < _limit ? Add(name) : -1;
    }

    private int Add(ReadOnlySpan<byte> name)
    {
        var slot = _names.GetOrAdd(name);
        Reach(slot);
        _slots[slot] = new MetricSlot
        {
            Metric = _registry.InternMetric(name),
            IsPlain = ElementDecoder.Reserved(name) == ElementDecoder.Member.Metric && !name.ContainsAny((byte)'"', (byte)'\\'),
        };
        _slotCount = Math.Max(_slotCount, slot + 1);
        return slot;
    }

    private void Reach(int slot)
    {
        if (slot == _slots.Length)
        {
            Array.Resize(ref _slots, 2 * slot);
            Array.Resize(ref _followers, 2 * slot);
        }
    }
}
