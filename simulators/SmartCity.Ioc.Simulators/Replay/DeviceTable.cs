using System.Text;

namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>The devices of a recording as they turn up, by their topics.</summary>
internal sealed class DeviceTable
{
    private readonly Dictionary<string, RecordedDevice> _devices = new(StringComparer.Ordinal);

    /// <summary>After those that the mapping names.</summary>
    public DeviceTable(int named) => _next = named;

    private int _next;

    public RecordedDevice Of(DeviceTemplate template, string placeholder, string name)
    {
        var device = template.Device.Replace("{" + placeholder + "}", Plain(name), StringComparison.Ordinal);
        return OfTopic($"ioc/v1/{template.Zone}/{template.Kind}/{device}");
    }

    public RecordedDevice OfTopic(string topic)
    {
        if (!_devices.TryGetValue(topic, out var known))
        {
            known = new RecordedDevice(_next++, Encoding.UTF8.GetBytes(topic));
            _devices.Add(topic, known);
        }

        return known;
    }

    // A part of a topic: a-z 0-9 . _ -.
    private static string Plain(string name) =>
        string.Concat(name.ToLowerInvariant().Select(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '_' or '-' ? letter : '-'));
}
