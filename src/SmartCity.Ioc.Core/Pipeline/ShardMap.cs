using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>
/// Which shard does the work of which device. The devices of a zone stay together; a zone that is more than a shard's share of the work is
/// spread over several. Evened out by what the zones sent lately: as no state moves with a device, it costs a look at the zones. Owned by
/// the thread that hands the work out; the shards read it while they work.
/// </summary>
public sealed class ShardMap
{
    // Some seconds of a city's messages: long enough to know a zone's share, short enough to follow a match day.
    private const int MessagesBetween = 1 << 18;

    private readonly CityRegistry _registry;
    private readonly int _shards;
    private readonly DeviceTable<byte> _known = new();
    private int[][] _shardsOfZone = [];
    private long[] _messages = [];
    private int _sinceEven;

    public ShardMap(CityRegistry registry, int shards)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shards, byte.MaxValue - 1);
        (_registry, _shards) = (registry, shards);
        Reach();
    }

    /// <summary>Devices that <see cref="Reach"/> has seen.</summary>
    public int Devices { get; private set; }

    /// <summary>Follows the registry; to be called before the shards ask.</summary>
    public void Reach()
    {
        Devices = _registry.DeviceCount;
        _known.Reach(Devices);
        var zones = _registry.Zones.Count;
        if (zones > _shardsOfZone.Length)
        {
            var known = _shardsOfZone.Length;
            Array.Resize(ref _shardsOfZone, zones);
            Array.Resize(ref _messages, zones);
            for (var zone = known; zone < zones; zone++)
            {
                _shardsOfZone[zone] = [zone % _shards];
            }
        }
    }

    /// <summary>The device's shard. Different threads may ask for different devices, or after <see cref="Reach"/> for any.</summary>
    public int Of(int device)
    {
        ref var known = ref _known[device];
        if (known == 0)
        {
            var shards = _shardsOfZone[_registry.Device(device).Zone];
            known = (byte)(1 + shards[device % shards.Length]);
        }

        return known - 1;
    }

    /// <summary>A device of the zone sends a message.</summary>
    public void Count(int zone)
    {
        _messages[zone]++;
        _sinceEven++;
    }

    /// <summary>Evens the work out where it is time to; not while the shards work.</summary>
    public void EvenOut()
    {
        if (_sinceEven >= MessagesBetween)
        {
            Assign();
        }
    }

    /// <summary>Evens the work out now: the largest zones first, each to the shard that has least; one that is more than a share, in
    /// parts.</summary>
    public void Assign()
    {
        var share = Math.Max(1, (_sinceEven + _shards - 1) / _shards);
        var loads = new long[_shards];
        var zones = Enumerable.Range(0, _messages.Length).OrderByDescending(zone => _messages[zone]).ThenBy(zone => zone);
        foreach (var zone in zones)
        {
            var parts = (int)Math.Clamp((_messages[zone] + share - 1) / share, 1, _shards);
            var shards = new int[parts];
            for (var part = 0; part < parts; part++)
            {
                shards[part] = Array.IndexOf(loads, loads.Min());
                loads[shards[part]] += Math.Max(1, _messages[zone] / parts);
            }

            _shardsOfZone[zone] = shards;
        }

        Array.Clear(_messages);
        _sinceEven = 0;
        for (var device = 0; device < _known.Length; device++)
        {
            _known[device] = 0;
        }
    }
}
