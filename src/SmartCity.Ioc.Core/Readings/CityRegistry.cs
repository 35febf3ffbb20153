using System.Collections.Concurrent;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Readings;

/// <summary>
/// What the running city knows by index: zones, kinds, devices and metric names, the declared ones first, then those that registered
/// themselves by speaking. Append-only, so an index stays valid while the process lives; indexes are not stable over a restart, ids are.
/// Any thread reads without waiting; additions take a lock.
/// </summary>
public sealed class CityRegistry
{
    private readonly Lock _writing = new();
    private readonly Utf8InternTable _deviceIds;

    // The entries that declared devices had before they were changed.
    private readonly ConcurrentDictionary<int, Device> _declared = [];
    private readonly Utf8InternTable _kindIds = new();
    private readonly Utf8InternTable _metrics = new();
    private volatile ZoneTree _zones;
    private volatile DeviceKind[] _kinds;
    private volatile Device[] _devices;
    private readonly DeviceUpdates _updates = new();
    private long _version;

    public CityRegistry(CityModel city)
    {
        ArgumentNullException.ThrowIfNull(city);
        _zones = city.Zones;
        _deviceIds = new Utf8InternTable(city.Devices.Count, keepsNames: false);
        _kinds = [.. city.Kinds];
        foreach (var kind in _kinds)
        {
            _kindIds.GetOrAdd(kind.Id);
            foreach (var metric in kind.AllMetrics)
            {
                _metrics.GetOrAdd(metric.Id);
            }
        }

        _devices = new Device[Math.Max(16, city.Devices.Count)];
        foreach (var device in city.Devices)
        {
            var index = _deviceIds.Count;
            _devices[index] = new Device(index, device.Id, device.Zone, device.Kind, device.Name, device.Location, device.Owner, Declared: true)
            {
                DeclaredInterval = device.Interval,
                IsLearning = !_kinds[device.Kind].IsIntervalGiven,
            };
            _deviceIds.GetOrAdd(device.Id);
        }

        City = city with { Devices = new DeclaredDevices(city.Devices, index => _declared.TryGetValue(index, out var entry) ? entry : Device(index)) };
    }

    /// <summary>What the city's files declare. Its devices are read out of the registry, so that the process need not keep them twice: whoever
    /// goes on holds this one.</summary>
    public CityModel City { get; }

    public ZoneTree Zones => _zones;

    public IReadOnlyList<DeviceKind> Kinds => _kinds;

    /// <summary>Grows with every addition or change; a reader that caches compares it.</summary>
    public long Version => Volatile.Read(ref _version);

    public int DeviceCount => _deviceIds.Count;

    public int MetricCount => _metrics.Count;

    public Device Device(int index) => Volatile.Read(ref _devices[index]);

    /// <summary>How often the device should speak: as declared of it, else as learned, else as its kind.</summary>
    public DeviceInterval IntervalOf(int device) => Device(device) is var entry ? DeviceInterval.Of(entry, _kinds[entry.Kind]) : default;

    /// <summary>The device's id in UTF-8, for encoders.</summary>
    public ReadOnlySpan<byte> DeviceIdUtf8(int index) => _deviceIds.Utf8(index);

    public bool TryFindDevice(ReadOnlySpan<byte> id, out int index) => _deviceIds.TryFind(id, out index);

    public bool TryFindDevice(string id, out int index) => _deviceIds.TryFind(id, out index);

    public bool TryFindKind(ReadOnlySpan<byte> id, out int index) => _kindIds.TryFind(id, out index);

    public bool TryFindKind(string id, out int index) => _kindIds.TryFind(id, out index);

    public string MetricName(int metric) => _metrics[metric];

    public ReadOnlySpan<byte> MetricNameUtf8(int metric) => _metrics.Utf8(metric);

    public int InternMetric(ReadOnlySpan<byte> name) => _metrics.GetOrAdd(name);

    public int InternMetric(string name) => _metrics.GetOrAdd(name);

    public bool TryFindMetric(string name, out int metric) => _metrics.TryFind(name, out metric);

    /// <summary>Registers a device that nobody declared, with its zone and kind where those are new too: a new zone hangs below the root,
    /// a new kind has no declared metrics and <paramref name="interval"/> as its expected interval.</summary>
    public Device Register(string zoneId, string kindId, string deviceId, TimeSpan interval)
    {
        lock (_writing)
        {
            if (_deviceIds.TryFind(deviceId, out var known))
            {
                return _devices[known];
            }

            var zone = RegisterZone(zoneId);
            var kind = RegisterKind(kindId, interval).Index;
            var index = _deviceIds.Count;
            var device = new Device(index, deviceId, zone.Index, kind, new LocalizedText(deviceId, deviceId), null, null, Declared: false)
            {
                IsLearning = true,
            };
            if (index == _devices.Length)
            {
                var larger = new Device[index * 2];
                _devices.CopyTo(larger, 0);
                _devices = larger;
            }

            // The device stands before its id can be found.
            Volatile.Write(ref _devices[index], device);
            _deviceIds.GetOrAdd(deviceId);
            Interlocked.Increment(ref _version);
            return device;
        }
    }

    /// <summary>Registers a device as another registry knows it, with what is known there of how often it speaks.</summary>
    public Device RegisterAs(Device device, CityRegistry of)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(of);
        var kind = of.Kinds[device.Kind];
        var own = Register(of.Zones[device.Zone].Id, kind.Id, device.Id, kind.ExpectedInterval);
        if (own.DeclaredInterval != device.DeclaredInterval || own.LearnedInterval != device.LearnedInterval)
        {
            own = own with { DeclaredInterval = device.DeclaredInterval, LearnedInterval = device.LearnedInterval };
            Update(own);
        }

        return own;
    }

    /// <summary>The zone of that id; one that nobody declared hangs below the root.</summary>
    public Zone RegisterZone(string id)
    {
        lock (_writing)
        {
            if (!_zones.TryGet(id, out var zone))
            {
                zone = new Zone(_zones.Count, id, new LocalizedText(id, id), ZoneLevel.Ward, 0, _zones.Root.Center);
                _zones = new ZoneTree([.. _zones.Zones, zone]);
                Interlocked.Increment(ref _version);
            }

            return zone;
        }
    }

    /// <summary>The kind of that id; one that nobody declared has no declared metrics.</summary>
    /// <param name="interval">Expected interval of a new one.</param>
    public DeviceKind RegisterKind(string id, TimeSpan interval)
    {
        lock (_writing)
        {
            if (!_kindIds.TryFind(id, out var kind))
            {
                kind = _kinds.Length;
                _kinds = [.. _kinds, new DeviceKind(
                    kind, id, new LocalizedText(id, id), Domain.Infrastructure, interval, 3 * interval, []) { IsIntervalGiven = false }];
                _kindIds.GetOrAdd(id);
                Interlocked.Increment(ref _version);
            }

            return _kinds[kind];
        }
    }

    /// <summary>Swaps a device's entry: it moved, or changed its place or owner.</summary>
    public void Update(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        lock (_writing)
        {
            if (device.Index < City.Devices.Count && !device.IsDeclaredAs(_devices[device.Index]))
            {
                _declared.TryAdd(device.Index, _devices[device.Index]);
            }

            Volatile.Write(ref _devices[device.Index], device);
            _updates.Add(device.Index, _deviceIds.Count);
            Interlocked.Increment(ref _version);
        }
    }

    /// <summary>How often <see cref="Update"/> was called.</summary>
    public long Updates => _updates.Total;

    /// <summary>Adds the devices that were updated since a position, lowest index first, each once, and moves the position on.</summary>
    /// <returns>False where that is too long ago: any device may have been updated.</returns>
    public bool TryReadUpdates(ref long position, List<int> devices) => _updates.TryRead(ref position, devices);
}
