namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>
/// Remembers the answer for the topic that a connection published to last: a device nearly always publishes to one. The memory is reused, so
/// changing topics costs a comparison and a copy.
/// </summary>
internal sealed class TopicGate
{
    private byte[] _topic = [];
    private int _length = -1;
    private object? _revision;

    public bool IsAllowed { get; private set; }

    public bool IsForIntake { get; private set; }

    public void Look(MqttBroker broker, MqttClientIdentity client, ReadOnlySpan<byte> topic)
    {
        var revision = broker.Authorizer.Revision;
        if (ReferenceEquals(revision, _revision) && topic.Length == _length && topic.SequenceEqual(_topic.AsSpan(0, _length)))
        {
            return;
        }

        IsAllowed = IsWritable(topic) && topic.Count((byte)'/') < broker.Options.MaximumTopicLevels && broker.Authorizer.MayPublish(client, topic);
        IsForIntake = broker.IntakeFilter?.Matches(topic) ?? false;
        _revision = revision;
        _length = topic.Length;
        if (_topic.Length < topic.Length)
        {
            _topic = new byte[topic.Length];
        }

        topic.CopyTo(_topic);
    }

    /// <summary>Topics under <c>$SYS</c> are the broker's own.</summary>
    public static bool IsWritable(ReadOnlySpan<byte> topic) => !topic.StartsWith("$SYS/"u8) && !topic.SequenceEqual("$SYS"u8);
}
