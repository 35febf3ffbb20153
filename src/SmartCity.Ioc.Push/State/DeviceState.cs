using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.State;

/// <summary>A device as it stood at one moment: all members belong together. Filled by <see cref="LiveTable"/>, used again by its owner.</summary>
public sealed class DeviceState
{
    private MetricSlot[] _values = new MetricSlot[16];
    private int _count;

    /// <summary>The table's version when the device last changed; 0 for one that never did.</summary>
    public long Version { get; internal set; }

    /// <summary>Event time of the newest message, nanoseconds since the Unix epoch; 0 when never heard.</summary>
    public long MeasuredAtNanos { get; internal set; }

    /// <summary>Arrival of the newest message by our clock; 0 when never heard.</summary>
    public long ReceivedAtNanos { get; internal set; }

    public DeviceHealth Health { get; internal set; }

    /// <summary>Where the device says that it is, or null.</summary>
    public GeoPoint? Location { get; internal set; }

    /// <summary>Latest strings by name, in the order in which they first came.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; internal set; } = [];

    /// <summary>Detections of the newest message that carried any, as the JSON that came.</summary>
    public IReadOnlyList<string> Events { get; internal set; } = [];

    public ReadOnlySpan<MetricSlot> Values => _values.AsSpan(0, _count);

    internal void CopyValues(ReadOnlySpan<MetricSlot> values)
    {
        if (values.Length > _values.Length)
        {
            _values = new MetricSlot[values.Length * 2];
        }

        values.CopyTo(_values);
        _count = values.Length;
    }
}
