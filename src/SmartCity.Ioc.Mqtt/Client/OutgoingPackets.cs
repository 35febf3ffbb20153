using System.Buffers;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>Writes our packets into one connection's output. All of it under the session's lock.</summary>
internal sealed class OutgoingPackets(OutputBuffer output, MqttHandshake agreed, MqttClientOptions options, MqttSession session)
{
    private readonly OutboundAliases _aliases = new(Math.Min(options.PublishTopicAliases, agreed.TopicAliasMaximum));

    public IBufferWriter<byte> Output => output.Writer;

    /// <summary>What waits for the socket is below the bound.</summary>
    public bool HasRoom => output.Pending < options.SendBufferSize;

    public void WriteAck(MqttPacketType type, ushort id) => new AckPacket(type, id).Write(Output, agreed.Version);

    /// <summary>SUBSCRIBE and UNSUBSCRIBE for what is new.</summary>
    public void WriteSubscriptions() => session.Subscriptions.Write(Output, agreed.Version);

    /// <summary>DISCONNECT; with success the session stays as long as its expiry says, and no will is published.</summary>
    public void WriteDisconnect(MqttReasonCode reason) =>
        new DisconnectPacket(MqttPacketType.Disconnect, reason).Write(Output, agreed.Version);

    /// <summary>Appends a publish of QoS 0 if there is room for it.</summary>
    public bool TryWriteQos0(ReadOnlySpan<byte> topic, ReadOnlyMemory<byte> payload, bool retain, ReadOnlyMemory<byte> properties)
    {
        if (!HasRoom)
        {
            return false;
        }

        Write(new OutgoingPublish { Topic = topic, Payload = new ReadOnlySequence<byte>(payload), Retain = retain, Properties = properties.Span });
        return true;
    }

    /// <summary>Appends the window's next publishes.</summary>
    /// <returns>Whether there is room for more.</returns>
    public bool WriteWaiting()
    {
        while (HasRoom && session.Outbound.TryNextToSend(out var slot))
        {
            var qos = Math.Min(slot.Qos, session.MaximumQos);
            Write(slot.ToPublish(qos));
            if (qos == 0)
            {
                session.Outbound.Finish(slot, null);
            }
        }

        return HasRoom;
    }

    private void Write(in OutgoingPublish publish)
    {
        var alias = _aliases.Assign(publish.Topic, out var isNew);
        if (alias == 0)
        {
            publish.Write(Output, agreed.Version);
            return;
        }

        var aliased = new OutgoingPublish
        {
            Topic = isNew ? publish.Topic : default,
            TopicAlias = alias,
            Payload = publish.Payload,
            Qos = publish.Qos,
            Retain = publish.Retain,
            Duplicate = publish.Duplicate,
            PacketId = publish.PacketId,
            Properties = publish.Properties,
        };
        aliased.Write(Output, agreed.Version);
    }
}
