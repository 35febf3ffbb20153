namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>Topics that the server gave numbers to, on one connection ([MQTT-3.3.2-7]).</summary>
internal sealed class InboundAliases(int maximum)
{
    private byte[]?[] _topics = [];

    /// <summary>Resolves a PUBLISH's topic; false where the number is too high or unknown ([MQTT-3.3.2-9], [MQTT-3.3.2-12]).</summary>
    public bool TryResolve(ushort alias, ref ReadOnlySpan<byte> topic)
    {
        if (alias > maximum)
        {
            return false;
        }

        if (alias >= _topics.Length)
        {
            Array.Resize(ref _topics, Math.Min(maximum + 1, Math.Max(alias + 1, _topics.Length * 2)));
        }

        if (topic.IsEmpty)
        {
            topic = _topics[alias];
            return !topic.IsEmpty;
        }

        if (!topic.SequenceEqual(_topics[alias]))
        {
            _topics[alias] = topic.ToArray();
        }

        return true;
    }
}
