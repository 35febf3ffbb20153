using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>PUBLISH in place: everything points into the receive buffer or the scratch and is gone when either moves on.</summary>
public readonly ref struct PublishPacket
{
    public bool Duplicate { get; private init; }

    /// <summary>0, 1 or 2.</summary>
    public byte Qos { get; private init; }

    public bool Retain { get; private init; }

    /// <summary>Valid topic name in UTF-8; empty only where a topic alias stands for it.</summary>
    public ReadOnlySpan<byte> Topic { get; private init; }

    /// <summary>0 for QoS 0.</summary>
    public ushort PacketId { get; private init; }

    /// <summary>The checked property block without its length; walk it with <see cref="MqttPropertyReader"/>.</summary>
    public ReadOnlySpan<byte> Properties { get; private init; }

    /// <summary>0 for none.</summary>
    public ushort TopicAlias { get; private init; }

    /// <summary>Seconds, or null for a message that does not expire.</summary>
    public uint? MessageExpiryInterval { get; private init; }

    /// <summary>Only a server may send them ([MQTT-3.3.4-6]).</summary>
    public bool HasSubscriptionIdentifiers { get; private init; }

    public ReadOnlySequence<byte> Payload { get; private init; }

    public static bool TryRead(
        in MqttFrame frame, MqttProtocolVersion version, MqttScratch scratch, out PublishPacket packet, out MqttDecodeError error)
    {
        var body = frame.Body;
        if (TryRead(body.FirstSpan, frame, version, out packet, out error))
        {
            return true;
        }

        // What looked wrong may only have been the end of the first segment.
        return !body.IsSingleSegment && TryRead(scratch.Linear(body), frame, version, out packet, out error);
    }

    private static bool TryRead(
        ReadOnlySpan<byte> head, in MqttFrame frame, MqttProtocolVersion version, out PublishPacket packet, out MqttDecodeError error)
    {
        packet = default;
        var qos = (byte)(frame.Flags >> 1 & 3);
        var reader = new MqttReader(head);
        var topic = reader.Binary();
        var packetId = qos > 0 ? reader.PacketId() : (ushort)0;
        var isV5 = version == MqttProtocolVersion.V500;
        var block = isV5 ? reader.PropertyBlock() : default;
        if (reader.Failed)
        {
            error = reader.Error;
            return false;
        }

        var payloadStart = head.Length - reader.Remaining;
        ushort alias = 0;
        uint? expiry = null;
        var hasIdentifiers = false;
        if (!block.IsEmpty)
        {
            var properties = new MqttPropertyReader(block, MqttPacketType.Publish);
            while (properties.TryNext(out var property))
            {
                switch (property.Id)
                {
                    case MqttPropertyId.TopicAlias:
                        alias = (ushort)property.Number;
                        break;
                    case MqttPropertyId.MessageExpiryInterval:
                        expiry = property.Number;
                        break;
                    case MqttPropertyId.SubscriptionIdentifier:
                        hasIdentifiers = true;
                        break;
                }
            }

            if (properties.Error.IsError)
            {
                error = properties.Error;
                return false;
            }
        }

        if (!IsTopicAllowed(topic, alias, isV5, out error))
        {
            return false;
        }

        packet = new PublishPacket
        {
            Duplicate = (frame.Flags & 8) != 0,
            Qos = qos,
            Retain = (frame.Flags & 1) != 0,
            Topic = topic,
            PacketId = packetId,
            Properties = block,
            TopicAlias = alias,
            MessageExpiryInterval = expiry,
            HasSubscriptionIdentifiers = hasIdentifiers,
            Payload = frame.Body.Slice(payloadStart),
        };
        return true;
    }

    private static bool IsTopicAllowed(ReadOnlySpan<byte> topic, ushort alias, bool isV5, out MqttDecodeError error)
    {
        error = default;
        if (topic.IsEmpty)
        {
            // An alias may stand for the topic; without one there is none at all ([MQTT-4.7.3-1]).
            error = alias != 0 ? default : isV5 ? MqttDecodeError.Protocol("empty-topic") : MqttDecodeError.Malformed("empty-topic");
        }
        else if (!MqttTopic.IsName(topic))
        {
            error = topic.IndexOfAny((byte)'+', (byte)'#') >= 0 && MqttTopic.IsUtf8(topic)
                ? new MqttDecodeError(MqttReasonCode.TopicNameInvalid, "topic-name")
                : MqttDecodeError.Malformed("utf8");
        }

        return !error.IsError;
    }
}
