using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <content>Writing. Every method may be called from any thread; nothing leaves before the outbound buffer is flushed.</content>
internal sealed partial class BrokerConnection
{
    private Dictionary<byte[], ushort>? _aliasesOut;
    private int _aliasLimitOut;
    private long _maximumPacketSizeOut = MqttFrame.ProtocolMaximum;

    /// <summary>QoS 1 and 2 messages that may be in flight to this client.</summary>
    public int SendMaximum { get; private set; } = 1;

    public void Send(in AckPacket packet)
    {
        lock (Outbound.Gate)
        {
            if (!_isClosing)
            {
                packet.Write(Outbound, Version);
            }
        }
    }

    public void Send(ConnAckPacket packet)
    {
        lock (Outbound.Gate)
        {
            packet.Write(Outbound, Version);
        }
    }

    /// <summary>Writes a PUBLISH; false if it is larger than the client takes. The session's lock is held.</summary>
    public bool SendPublish(in RoutedMessage message, byte qos, bool retain, ReadOnlySpan<uint> identifiers, ushort packetId, bool duplicate)
    {
        var topic = message.Topic;
        var alias = AliasFor(ref topic, out var isNewAlias);
        var outgoing = new OutgoingPublish
        {
            Topic = topic,
            Payload = message.Payload,
            Properties = message.Properties,
            Qos = qos,
            Retain = retain,
            Duplicate = duplicate,
            PacketId = packetId,
            TopicAlias = alias,
            SubscriptionIdentifiers = identifiers,
            MessageExpiryInterval = message.ExpiresAtMillis == BrokerMessage.Never
                ? null
                : BrokerMessage.ExpiryLeft(message.ExpiresAtMillis, _broker.NowMillis),
        };
        var length = outgoing.Length(Version);
        if (length < 0 || length > _maximumPacketSizeOut)
        {
            return false;
        }

        lock (Outbound.Gate)
        {
            if (_isClosing)
            {
                return true;
            }

            outgoing.Write(Outbound, Version);
        }

        if (isNewAlias)
        {
            _aliasesOut!.Add(message.Topic.ToArray(), alias);
        }

        _broker.Counters.DeliveredOne();
        return true;
    }

    private void SendSubAck(SubAckPacket packet)
    {
        lock (Outbound.Gate)
        {
            packet.Write(Outbound, Version);
        }
    }

    private void SendPingResponse()
    {
        lock (Outbound.Gate)
        {
            PingPacket.WriteResponse(Outbound);
        }
    }

    // The first topics get the aliases and keep them: a subscriber of few topics gains, one of many loses nothing.
    private ushort AliasFor(ref ReadOnlySpan<byte> topic, out bool isNew)
    {
        isNew = false;
        if (_aliasLimitOut == 0)
        {
            return 0;
        }

        _aliasesOut ??= new Dictionary<byte[], ushort>(Utf8Comparer.Instance);
        if (_aliasesOut.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(topic, out var alias))
        {
            topic = default;
            return alias;
        }

        isNew = _aliasesOut.Count < _aliasLimitOut;
        return isNew ? (ushort)(_aliasesOut.Count + 1) : (ushort)0;
    }
}
