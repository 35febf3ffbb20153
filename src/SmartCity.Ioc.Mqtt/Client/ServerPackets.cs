using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>What the packets of the server mean to the session: messages go to the consumer, acknowledgements free the window. Used by the
/// loop of one connection only.</summary>
internal sealed class ServerPackets(
    string server,
    MqttHandshake agreed,
    int topicAliasMaximum,
    MqttSession session,
    OutgoingPackets outgoing,
    IPublishIntake? intake,
    ILogger logger,
    MqttScratch scratch)
{
    private readonly InboundAliases _aliases = new(topicAliasMaximum);

    /// <summary>Disposal has begun: messages of QoS 1 and 2 stay with the server, which sends them again to whoever takes up the session.</summary>
    public bool Draining { get; set; }

    /// <summary>What the server said when it closed (MQTT 5), for people.</summary>
    public string? Farewell { get; private set; }

    /// <summary>Deals with one packet.</summary>
    /// <param name="wrong">Set where the server broke the protocol; the answer is then <see cref="PacketStep.End"/>.</param>
    public PacketStep Take(in MqttFrame frame, out MqttDecodeError wrong)
    {
        wrong = default;
        switch (frame.Type)
        {
            case MqttPacketType.Publish:
                return PublishPacket.TryRead(frame, agreed.Version, scratch, out var publish, out var error)
                    ? HandOver(publish, out wrong)
                    : End(error, out wrong);
            case MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp:
                return AckPacket.TryRead(frame, agreed.Version, scratch, out var ack, out error) ? Acknowledge(ack) : End(error, out wrong);
            case MqttPacketType.SubAck or MqttPacketType.UnsubAck:
                return SubAckPacket.TryRead(frame, agreed.Version, scratch, out var subAck, out error)
                    ? Confirm(subAck!, out wrong)
                    : End(error, out wrong);
            case MqttPacketType.PingResp:
                return PacketStep.ReadOn;
            case MqttPacketType.Disconnect when agreed.Version == MqttProtocolVersion.V500:
                if (!DisconnectPacket.TryRead(frame, agreed.Version, scratch, out var disconnect, out error))
                {
                    return End(error, out wrong);
                }

                Farewell = MqttClientException.Describe("to go on", disconnect!.Reason, disconnect.Properties?.ReasonString);
                return PacketStep.End;
            default:
                return End(new MqttDecodeError(MqttReasonCode.ProtocolError, "unexpected-packet"), out wrong);
        }
    }

    /// <summary>Deals with a message that was skipped.</summary>
    public PacketStep Take(OversizedPublish publish, out MqttDecodeError wrong)
    {
        ReadOnlySpan<byte> topic = publish.Topic.Span;
        if (!TryResolve(publish.TopicAlias, ref topic))
        {
            return End(new MqttDecodeError(MqttReasonCode.TopicAliasInvalid, "topic-alias"), out wrong);
        }

        wrong = default;
        var view = new PublishView
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(publish.Sample),
            Omitted = publish.PayloadLength - publish.Sample.Length,
            Qos = publish.Qos,
            Retain = publish.Retain,
            Duplicate = publish.Duplicate,
        };
        var step = HandOver(view, publish.PacketId);
        if (step == PacketStep.ReadOn)
        {
            MqttClientLog.TooLarge(logger, server, agreed.ClientId, MqttClientException.Printable(Encoding.UTF8.GetString(topic)), publish.PayloadLength);
        }

        return step;
    }

    private PacketStep HandOver(in PublishPacket publish, out MqttDecodeError wrong)
    {
        var topic = publish.Topic;
        if (!TryResolve(publish.TopicAlias, ref topic))
        {
            return End(new MqttDecodeError(MqttReasonCode.TopicAliasInvalid, "topic-alias"), out wrong);
        }

        wrong = default;
        var view = new PublishView
        {
            Topic = topic,
            Payload = publish.Payload,
            Qos = publish.Qos,
            Retain = publish.Retain,
            Duplicate = publish.Duplicate,
        };
        return HandOver(view, publish.PacketId);
    }

    private bool TryResolve(ushort alias, ref ReadOnlySpan<byte> topic) => alias == 0 || _aliases.TryResolve(alias, ref topic);

    private PacketStep HandOver(in PublishView publish, ushort packetId)
    {
        if (publish.Qos == 0)
        {
            return TryTake(publish, default) ? PacketStep.ReadOn : PacketStep.WaitForRoom;
        }

        if (Draining)
        {
            return PacketStep.ReadOn;
        }

        var content = publish.Qos == 2 ? ContentFingerprint.Of(publish.Topic, publish.Payload) : 0;
        if (!session.Inbound.TryRegister(packetId, publish.Qos, publish.Duplicate, content, out var receipt))
        {
            session.Duplicates++;
            return PacketStep.ReadOn;
        }

        if (!TryTake(publish, receipt))
        {
            session.Inbound.Withdraw(packetId);
            return PacketStep.WaitForRoom;
        }

        // A server that oversteps the receive maximum is not closed on (0x93): mosquitto 2.0.11 sends a window's worth for every PUBACK, and
        // the quarrel would never end. The packet identifiers bound what it can do, and the intake refuses what has no room.
        session.Inbound.Accept(packetId);
        return PacketStep.ReadOn;
    }

    private bool TryTake(in PublishView publish, PublishReceipt receipt)
    {
        if (intake is null)
        {
            // A client that only publishes wants nothing from the server, but must not block it either.
            receipt.Complete(PublishOutcome.Stored);
            return true;
        }

        if (!intake.TryTake(publish, receipt))
        {
            return false;
        }

        session.Received++;
        return true;
    }

    private PacketStep Acknowledge(in AckPacket ack)
    {
        lock (session.Gate)
        {
            if (ack.Type == MqttPacketType.PubRel)
            {
                // [MQTT-4.3.3-11]; an unknown identifier is answered all the same, or the server would ask for ever.
                var known = session.Inbound.TryRelease(ack.PacketId);
                new AckPacket(MqttPacketType.PubComp, ack.PacketId, known ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound)
                    .Write(outgoing.Output, agreed.Version);
                return PacketStep.ReadOn;
            }

            var slot = session.Outbound.Find(ack.PacketId);
            if (ack.Type == MqttPacketType.PubRec && (byte)ack.Reason < 0x80)
            {
                if (slot is { Step: OutboundStep.Sent, Qos: 2 })
                {
                    slot.Step = OutboundStep.Released;
                }

                var reason = slot is { Step: OutboundStep.Released } ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound;
                new AckPacket(MqttPacketType.PubRel, ack.PacketId, reason).Write(outgoing.Output, agreed.Version);
                return PacketStep.ReadOn;
            }

            var expected = ack.Type == MqttPacketType.PubComp ? OutboundStep.Released : OutboundStep.Sent;
            if (slot is null || slot.Step != expected)
            {
                return PacketStep.ReadOn;
            }

            var refused = (byte)ack.Reason >= 0x80 && ack.Type != MqttPacketType.PubComp;
            if (refused && !slot.Awaited)
            {
                MqttClientLog.PublishRefused(
                    logger, server, agreed.ClientId, ack.Reason, MqttClientException.Printable(ack.Properties?.ReasonString ?? ""));
            }

            session.Outbound.Finish(
                slot,
                refused && slot.Awaited
                    ? new MqttClientException(
                        $"PUBLISH to {Encoding.UTF8.GetString(slot.Topic)}", ack.Reason, ack.Properties?.ReasonString)
                    : null);
            outgoing.WriteWaiting();
            return PacketStep.ReadOn;
        }
    }

    private PacketStep Confirm(SubAckPacket packet, out MqttDecodeError wrong)
    {
        wrong = default;
        IReadOnlyList<(MqttSubscription Subscription, MqttReasonCode Granted)>? confirmed;
        lock (session.Gate)
        {
            confirmed = session.Subscriptions.Confirm(packet);
            foreach (var (subscription, granted) in confirmed ?? [])
            {
                if ((byte)granted < subscription.Qos)
                {
                    // NATS grants 1 for 2, and closes the connection on a PUBLISH of QoS 2.
                    session.MaximumQos = Math.Min(session.MaximumQos, Math.Max((byte)granted, (byte)1));
                }
            }
        }

        if (confirmed is null)
        {
            return End(new MqttDecodeError(MqttReasonCode.ProtocolError, "unexpected-packet"), out wrong);
        }

        foreach (var (subscription, granted) in confirmed)
        {
            if ((byte)granted >= 0x80)
            {
                MqttClientLog.SubscriptionRefused(
                    logger, server, agreed.ClientId, subscription.Filter, granted,
                    MqttClientException.Printable(packet.Properties?.ReasonString ?? ""));
            }
            else if ((byte)granted < subscription.Qos)
            {
                MqttClientLog.GrantedLess(logger, server, agreed.ClientId, subscription.Filter, (byte)granted, subscription.Qos);
            }
        }

        return PacketStep.ReadOn;
    }

    private static PacketStep End(MqttDecodeError error, out MqttDecodeError wrong)
    {
        wrong = error;
        return PacketStep.End;
    }
}
