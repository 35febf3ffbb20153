using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Push.State;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>The open alerts that a filter shows, as one JSON array made once for all the walls that look through it: an operator's worst day is
/// tens of megabytes of it.</summary>
internal sealed class OpenAlertsArray(LiveFilter filter)
{
    private readonly Lock _encoding = new();
    private volatile Encoded? _latest;

    /// <param name="open">An immutable state: the same one gives the same array.</param>
    public ReadOnlyMemory<byte> Of(OpenAlertsSnapshot open)
    {
        lock (_encoding)
        {
            if (_latest is { } latest && ReferenceEquals(latest.Open, open))
            {
                return latest.Json;
            }

            var json = Encode(open);
            _latest = new Encoded(open, json);
            return json;
        }
    }

    /// <summary>The next client is given a new one anyway once anything has changed; until then it is memory for nobody.</summary>
    public void Trim() => _latest = null;

    private ReadOnlyMemory<byte> Encode(OpenAlertsSnapshot open)
    {
        var entries = Order(open.Open.Values.Where(entry => filter.Passes(entry.Alert)));
        var array = new ArrayFragment(entries.Sum(entry => AlertEncoder.Encode(entry).Length + 1) + 1);
        foreach (var entry in entries)
        {
            array.Add(AlertEncoder.Encode(entry));
        }

        return array.End();
    }

    /// <summary>In the order in which they became what they are.</summary>
    public static IReadOnlyList<AlertEntry> Order(IEnumerable<AlertEntry> entries) =>
        [.. entries.OrderBy(e => e.Sequence).ThenBy(e => e.Alert.RaisedAtNanos).ThenBy(e => e.Alert.Id, StringComparer.Ordinal)];

    private sealed record Encoded(OpenAlertsSnapshot Open, ReadOnlyMemory<byte> Json);
}
