using SmartCity.Ioc.City;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.State;

/// <summary>
/// The live state of one device. Written by one thread between <see cref="BeginWrite"/> and <see cref="EndWrite"/>, read by any.
/// </summary>
internal sealed class DeviceRow
{
    private SequenceLock _lock;
    private MetricSlot[] _slots;
    private int _slotCount;
    private long _version;
    private long _measuredAtNanos;
    private long _receivedAtNanos;
    private DeviceHealth _health;
    private double _latitude = double.NaN;
    private double _longitude = double.NaN;
    private KeyValuePair<string, string>[] _attributes = [];
    private string[] _events = [];
    private EncodedDevice? _encoded;

    public DeviceRow(Device device, int metrics)
    {
        Device = device;
        _slots = new MetricSlot[Math.Max(1, metrics)];
    }

    /// <summary>The registry's entry; swapped when the device moves.</summary>
    public Device Device { get; set; }

    public long Version => Volatile.Read(ref _version);

    /// <summary>The version at which the device appeared or moved: what a roster of devices goes by.</summary>
    public long RosterVersion { get; set; }

    public DeviceHealth Health => _health;

    /// <summary>The last encoding that a sender made, perhaps of an older version; any sender may replace it.</summary>
    public EncodedDevice? Encoded
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

    /// <summary>Whether the message holds anything newer than what stands here: decided before a write begins, so that an old message
    /// neither disturbs readers nor makes a version.</summary>
    public bool Accepts(in DeviceMessage message, ReadOnlySpan<MetricValue> values)
    {
        if (message.MeasuredAtNanos > _measuredAtNanos || _receivedAtNanos == 0)
        {
            return true;
        }

        foreach (ref readonly var value in values)
        {
            var slot = Find(value.Metric);
            if (slot < 0 || message.MeasuredAtNanos >= _slots[slot].TimeNanos)
            {
                return true;
            }
        }

        return false;
    }

    public bool HasNewer(int metric, long timeNanos) => Find(metric) is >= 0 and var slot && _slots[slot].TimeNanos >= timeNanos;

    public void SetTimes(long measuredAtNanos, long receivedAtNanos)
    {
        _measuredAtNanos = Math.Max(_measuredAtNanos, measuredAtNanos);
        _receivedAtNanos = Math.Max(_receivedAtNanos, receivedAtNanos);
    }

    public void SetValues(long measuredAtNanos, ReadOnlySpan<MetricValue> values)
    {
        foreach (ref readonly var value in values)
        {
            var slot = Find(value.Metric);
            if (slot < 0)
            {
                if (_slotCount == _slots.Length)
                {
                    Array.Resize(ref _slots, _slots.Length * 2);
                }

                _slots[_slotCount++] = new MetricSlot(value.Metric, measuredAtNanos, value.Value);
            }
            else if (measuredAtNanos >= _slots[slot].TimeNanos)
            {
                _slots[slot] = new MetricSlot(value.Metric, measuredAtNanos, value.Value);
            }
        }
    }

    public void SetHealth(DeviceHealth health) => _health = health;

    public void SetLocation(GeoPoint location) => (_latitude, _longitude) = (location.Lat, location.Lon);

    /// <summary>Keeps the latest string; the array is replaced, never changed, so that a reader may hold it.</summary>
    public bool SetAttribute(string name, string value)
    {
        for (var i = 0; i < _attributes.Length; i++)
        {
            if (_attributes[i].Key != name)
            {
                continue;
            }

            if (_attributes[i].Value == value)
            {
                return false;
            }

            var changed = _attributes.ToArray();
            changed[i] = new(name, value);
            _attributes = changed;
            return true;
        }

        _attributes = [.. _attributes, new(name, value)];
        return true;
    }

    public void SetEvents(string[] events) => _events = events;

    public void Read(DeviceState into)
    {
        int sequence;
        do
        {
            sequence = _lock.BeginRead();

            // Array and count may not belong together; that is found out below, and until then the copy must only stay inside the array.
            var slots = _slots;
            into.CopyValues(slots.AsSpan(0, Math.Min(_slotCount, slots.Length)));
            into.Version = _version;
            into.MeasuredAtNanos = _measuredAtNanos;
            into.ReceivedAtNanos = _receivedAtNanos;
            into.Health = _health;
            into.Attributes = _attributes;
            into.Events = _events;
            var (latitude, longitude) = (_latitude, _longitude);
            into.Location = double.IsNaN(latitude) ? null : new GeoPoint(latitude, longitude);
        }
        while (!_lock.IsValid(sequence));
    }

    // Kinds have a handful of metrics and send them in one order, so a walk is shorter than any hash.
    private int Find(int metric)
    {
        for (var i = 0; i < _slotCount; i++)
        {
            if (_slots[i].Metric == metric)
            {
                return i;
            }
        }

        return -1;
    }
}
