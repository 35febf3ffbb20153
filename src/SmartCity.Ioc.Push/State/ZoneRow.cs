using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.State;

/// <summary>The live state of one zone with all below it. Written by one thread inside a write section, read by any.</summary>
internal sealed class ZoneRow(int zone)
{
    private static readonly int HealthStates = Enum.GetValues<DeviceHealth>().Length;
    private static readonly int Severities = Enum.GetValues<Severity>().Length;

    private readonly int[] _devices = new int[HealthStates];
    private readonly int[] _openAlerts = new int[Severities];
    private readonly Dictionary<(int Kind, int Metric), int> _slotOf = [];
    private SequenceLock _lock;
    private ZoneValue[] _values = new ZoneValue[8];
    private int _valueCount;
    private long _version;
    private long _devicesVersion;
    private EncodedZone? _encoded;

    /// <summary>When the zone's own figures last changed.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The highest version of any device in the zone or below it; a sender whose cursor is past it has nothing to look for.</summary>
    public long DevicesVersion
    {
        get => Volatile.Read(ref _devicesVersion);
        set => Volatile.Write(ref _devicesVersion, value);
    }

    public EncodedZone? Encoded
    {
        get => Volatile.Read(ref _encoded);
        set => Volatile.Write(ref _encoded, value);
    }

    public void BeginWrite() => _lock.BeginWrite();

    public void EndWrite(long version)
    {
        _version = version;
        _lock.EndWrite();
    }

    /// <summary>Health and coverage as they would be shown now; for the writer, which makes a version only when they change.</summary>
    public (DeviceHealth Health, double? Coverage) Summary => (ZoneHealth.Of(_devices), ZoneHealth.Coverage(_devices));

    public void CountDevice(DeviceHealth health, int by) => _devices[(int)health] += by;

    public void CountAlert(Severity severity, int by) => _openAlerts[(int)severity] += by;

    /// <summary>A later window replaces an earlier one; of the same window a later stage or revision. A correction of a window that is no
    /// longer the latest changes nothing here.</summary>
    public bool Accepts(in WindowAggregate window) =>
        !_slotOf.TryGetValue((window.Kind, window.Metric), out var slot) || IsNewer(window, _values[slot].Window);

    public void Set(in WindowAggregate window)
    {
        if (!_slotOf.TryGetValue((window.Kind, window.Metric), out var slot))
        {
            slot = _valueCount;
            _slotOf.Add((window.Kind, window.Metric), slot);
            if (slot == _values.Length)
            {
                Array.Resize(ref _values, slot * 2);
            }

            _valueCount = slot + 1;
        }

        _values[slot] = new ZoneValue(window.Kind, window.Metric, window);
    }

    public ZoneState Read()
    {
        Span<int> devices = stackalloc int[HealthStates];
        var alerts = new int[Severities];
        while (true)
        {
            var sequence = _lock.BeginRead();
            var source = _values;
            var values = source.AsSpan(0, Math.Min(_valueCount, source.Length)).ToArray();
            _devices.CopyTo(devices);
            _openAlerts.CopyTo(alerts, 0);
            var version = _version;
            if (_lock.IsValid(sequence))
            {
                return new ZoneState(zone, version, ZoneHealth.Of(devices), ZoneHealth.Coverage(devices), alerts, values);
            }
        }
    }

    private static bool IsNewer(in WindowAggregate candidate, in WindowAggregate standing) =>
        candidate.StartNanos != standing.StartNanos
            ? candidate.StartNanos > standing.StartNanos
            : (candidate.Stage, candidate.Revision).CompareTo((standing.Stage, standing.Revision)) >= 0;
}
