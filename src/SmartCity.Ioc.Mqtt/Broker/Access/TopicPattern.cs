using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>
/// A filter of a rule with its placeholders. They are filled in per question, and a client id or user name with <c>/</c>, <c>+</c> or
/// <c>#</c> in it fits no placeholder: else a client could name itself into other people's topics.
/// </summary>
internal sealed class TopicPattern
{
    private readonly byte[] _filter;
    private readonly bool _hasClient;
    private readonly bool _hasUser;

    /// <exception cref="ArgumentException">Not a topic filter.</exception>
    public TopicPattern(string filter)
    {
        _filter = Encoding.UTF8.GetBytes(filter);
        _hasClient = filter.Contains("%c", StringComparison.Ordinal);
        _hasUser = filter.Contains("%u", StringComparison.Ordinal);
        if (!MqttTopic.IsFilter(_filter) || MqttTopic.IsShared(_filter))
        {
            throw new ArgumentException($"'{filter}' is not a topic filter.", nameof(filter));
        }
    }

    public bool Allows(MqttClientIdentity client, ReadOnlySpan<byte> topic) => TryFill(client, out var filter) && MqttTopic.Matches(filter, topic);

    /// <summary>Whether everything that a filter can match is matched by this pattern too.</summary>
    public bool Covers(MqttClientIdentity client, ReadOnlySpan<byte> filter) => TryFill(client, out var own) && Covers(own, filter);

    internal static bool Covers(ReadOnlySpan<byte> own, ReadOnlySpan<byte> other)
    {
        if (other is [(byte)'$', ..] && own is [(byte)'+' or (byte)'#', ..])
        {
            return false;
        }

        while (true)
        {
            if (own is [(byte)'#'])
            {
                return true;
            }

            var ownLevel = TopicNode<object>.Level(own, out var isOwnLast);
            var otherLevel = TopicNode<object>.Level(other, out var isOtherLast);
            if (otherLevel is [(byte)'#'] || (ownLevel is not [(byte)'+'] && !ownLevel.SequenceEqual(otherLevel)))
            {
                return false;
            }

            if (isOwnLast || isOtherLast)
            {
                // "a/#" covers "a".
                return isOwnLast == isOtherLast || (isOtherLast && own[ownLevel.Length..].SequenceEqual("/#"u8));
            }

            own = own[(ownLevel.Length + 1)..];
            other = other[(otherLevel.Length + 1)..];
        }
    }

    private static bool IsPlain(ReadOnlySpan<byte> name) => name.Length > 0 && name.IndexOfAny((byte)'/', (byte)'+', (byte)'#') < 0;

    private bool TryFill(MqttClientIdentity client, out ReadOnlySpan<byte> filter)
    {
        filter = _filter;
        if (!_hasClient && !_hasUser)
        {
            return true;
        }

        if ((_hasClient && !IsPlain(client.ClientIdUtf8)) || (_hasUser && !IsPlain(client.UserNameUtf8)))
        {
            return false;
        }

        // In one pass, so that a client id "%u" stays what it is.
        var filled = new List<byte>(_filter.Length + client.ClientIdUtf8.Length);
        for (var i = 0; i < _filter.Length; i++)
        {
            if (_filter[i] == '%' && i + 1 < _filter.Length && _filter[i + 1] is (byte)'c' or (byte)'u')
            {
                filled.AddRange(_filter[++i] == 'c' ? client.ClientIdUtf8 : client.UserNameUtf8);
            }
            else
            {
                filled.Add(_filter[i]);
            }
        }

        filter = filled.ToArray();
        return true;
    }
}
