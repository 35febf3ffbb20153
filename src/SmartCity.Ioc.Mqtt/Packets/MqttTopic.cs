using System.Buffers;
using System.Text.Unicode;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>Rules for UTF-8 strings, topic names and topic filters (MQTT 5, sections 1.5.4, 4.7 and 4.8.2).</summary>
public static class MqttTopic
{
    private static readonly SearchValues<byte> NotInNames = SearchValues.Create([0, (byte)'+', (byte)'#']);

    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    /// <summary>Well-formed UTF-8 without surrogates, overlong forms ([MQTT-1.5.4-1]) and U+0000 ([MQTT-1.5.4-2]).</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> text) => !text.Contains((byte)0) && Utf8.IsValid(text);

    /// <summary>A name that a message can be published to: at least one character ([MQTT-4.7.3-1]), no wildcard ([MQTT-3.3.2-2]).</summary>
    public static bool IsName(ReadOnlySpan<byte> topic) =>
        topic.Length is > 0 and <= ushort.MaxValue && topic.IndexOfAny(NotInNames) < 0 && Utf8.IsValid(topic);

    /// <summary>A filter with its wildcards in places of their own ([MQTT-4.7.1-1] to [MQTT-4.7.1-3]), also behind <c>$share/name/</c>.</summary>
    public static bool IsFilter(ReadOnlySpan<byte> filter)
    {
        if (filter.Length is 0 or > ushort.MaxValue || !IsUtf8(filter))
        {
            return false;
        }

        if (IsShared(filter) && !TrySplitShared(filter, out _, out filter))
        {
            return false;
        }

        for (var i = 0; i < filter.Length; i++)
        {
            if (filter[i] is not ((byte)'+' or (byte)'#'))
            {
                continue;
            }

            var startsLevel = i == 0 || filter[i - 1] == (byte)'/';
            var endsLevel = i + 1 == filter.Length || (filter[i] == (byte)'+' && filter[i + 1] == (byte)'/');
            if (!startsLevel || !endsLevel)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a filter asks for a shared subscription, well formed or not.</summary>
    public static bool IsShared(ReadOnlySpan<byte> filter) => filter.StartsWith(SharePrefix);

    /// <summary>Splits <c>$share/name/filter</c>; false where the name is empty or has a wildcard ([MQTT-4.8.2-1], [MQTT-4.8.2-2]) or no filter follows.</summary>
    public static bool TrySplitShared(ReadOnlySpan<byte> shared, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> filter)
    {
        name = default;
        filter = default;
        if (!IsShared(shared))
        {
            return false;
        }

        var rest = shared[SharePrefix.Length..];
        var slash = rest.IndexOf((byte)'/');
        if (slash <= 0 || slash + 1 == rest.Length || rest[..slash].IndexOfAny((byte)'+', (byte)'#') >= 0)
        {
            return false;
        }

        name = rest[..slash];
        filter = rest[(slash + 1)..];
        return true;
    }

    /// <summary>Whether a valid filter (without <c>$share</c>) matches a valid name. A leading wildcard does not match <c>$</c> ([MQTT-4.7.2-1]).</summary>
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topic)
    {
        if (topic is [(byte)'$', ..] && filter is [(byte)'+' or (byte)'#', ..])
        {
            return false;
        }

        while (true)
        {
            if (filter is [(byte)'#'])
            {
                return true;
            }

            var filterEnd = filter.IndexOf((byte)'/');
            var topicEnd = topic.IndexOf((byte)'/');
            var level = filterEnd < 0 ? filter : filter[..filterEnd];
            if (level is not [(byte)'+'] && !level.SequenceEqual(topicEnd < 0 ? topic : topic[..topicEnd]))
            {
                return false;
            }

            if (topicEnd < 0)
            {
                // "a/#" matches "a" as well: the parent level is included.
                return filterEnd < 0 || filter[filterEnd..].SequenceEqual("/#"u8);
            }

            if (filterEnd < 0)
            {
                return false;
            }

            filter = filter[(filterEnd + 1)..];
            topic = topic[(topicEnd + 1)..];
        }
    }
}
