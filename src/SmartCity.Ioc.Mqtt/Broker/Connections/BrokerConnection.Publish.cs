using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <content>PUBLISH from the client, and acknowledgements both ways.</content>
internal sealed partial class BrokerConnection
{
    private Dictionary<ushort, byte[]>? _aliasesIn;
    private RateLimit _rate;
    private bool _isRetry;

    private Step HandlePublish(in MqttFrame frame)
    {
        if (!PublishPacket.TryRead(frame, Version, _scratch, out var packet, out var error))
        {
            return Break(error);
        }

        if (packet.HasSubscriptionIdentifiers)
        {
            return Break(MqttDecodeError.Protocol("subscription-identifier")); // [MQTT-3.3.4-6]
        }

        var topic = packet.Topic;
        if (packet.TopicAlias != 0 && !ResolveAlias(packet.TopicAlias, ref topic))
        {
            return Step.NeedMore;
        }

        if (!_isRetry)
        {
            if (_broker.Options.MaximumMessagesPerSecond is > 0 and var perSecond && !_rate.TryTake(_broker.Time, perSecond, perSecond * 2))
            {
                Refuse(MqttRefusal.MessageRate, MqttReasonCode.MessageRateTooHigh);
                return Step.NeedMore;
            }

            _readMessages++;
            _readBytes += frame.Length;
        }

        _isRetry = false;
        if (packet.Qos == 2 && _flow!.TryAnswerDuplicate(packet.PacketId, packet.Duplicate))
        {
            return Step.Next;
        }

        if (packet.Qos > 0 && _flow!.Unacknowledged >= _broker.Options.ReceiveMaximum)
        {
            if (Version == MqttProtocolVersion.V500)
            {
                Refuse(MqttRefusal.ProtocolError, MqttReasonCode.ReceiveMaximumExceeded, "receive-maximum"); // [MQTT-3.3.4-9]
                return Step.NeedMore;
            }

            if (MustWaitForAcknowledgements())
            {
                return Step.Acknowledgements;
            }
        }

        _gate.Look(_broker, Session!.Identity!, topic);
        return _gate.IsAllowed ? Accept(packet, topic) : Decline(packet.Qos, packet.PacketId, topic);
    }

    // Only what a receipt will free is waited for; PUBREL comes behind this very packet.
    private bool MustWaitForAcknowledgements() => _isRetry = !_flow!.WhenBelowAsync(_broker.Options.ReceiveMaximum).IsCompleted;

    private Step Accept(in PublishPacket packet, ReadOnlySpan<byte> topic)
    {
        var tag = packet.Qos > 0 ? _flow!.Begin(packet.PacketId, packet.Qos) : 0;
        var view = new PublishView
        {
            Topic = topic,
            Payload = packet.Payload,
            Qos = packet.Qos,

            // The flag asks this broker to keep a copy; the message itself is news. Only a copy that a broker hands out is marked.
            Retain = false,
            Duplicate = packet.Duplicate,
        };
        if (_gate.IsForIntake && !Offer(view, tag))
        {
            _isRetry = true;
            return Step.Room;
        }

        var mustSync = false;
        if (packet.Retain || _broker.HasSubscribers)
        {
            var message = new RoutedMessage
            {
                Topic = topic,
                Payload = packet.Payload,
                Properties = ForwardedProperties.Of(packet),
                Qos = packet.Qos,
                ExpiresAtMillis = packet.MessageExpiryInterval is { } seconds ? _broker.NowMillis + (seconds * 1000L) : BrokerMessage.Never,
            };
            _broker.Publish(ref message, packet.Retain, Session, _touched ??= [], ref mustSync);
        }

        if (packet.Qos > 0)
        {
            if (mustSync)
            {
                _flow!.AddPart(tag);
                _broker.Store.Sync(new PublishReceipt(this, tag));
            }

            _flow!.Complete(tag, PublishOutcome.Stored);
        }

        return Step.Next;
    }

    private bool Offer(in PublishView view, ulong tag)
    {
        var receipt = default(PublishReceipt);
        if (view.Qos > 0)
        {
            _flow!.AddPart(tag);
            receipt = new PublishReceipt(this, tag);
        }

        if (_broker.Intake!.TryTake(view, receipt))
        {
            _hasOffered = true;
            return true;
        }

        if (view.Qos > 0)
        {
            _flow!.Withdraw(tag);
        }

        return false;
    }

    // A refused message is acknowledged with its reason (MQTT 5) or as if it had gone well (3.1.1 [MQTT-3.3.5-2]), and goes nowhere.
    private Step Decline(byte qos, ushort packetId, ReadOnlySpan<byte> topic)
    {
        _broker.Refused(MqttRefusal.PublishNotAuthorized, Address, Session!.ClientId, System.Text.Encoding.UTF8.GetString(topic));
        if (qos > 0)
        {
            _flow!.Complete(_flow.Begin(packetId, qos, MqttReasonCode.NotAuthorized), PublishOutcome.Stored);
        }

        return Step.Next;
    }

    private bool ResolveAlias(ushort alias, ref ReadOnlySpan<byte> topic)
    {
        if (alias > _broker.Options.TopicAliasMaximum)
        {
            Break(new MqttDecodeError(MqttReasonCode.TopicAliasInvalid, "topic-alias")); // [MQTT-3.3.2-9]
            return false;
        }

        _aliasesIn ??= [];
        if (topic.IsEmpty)
        {
            if (!_aliasesIn.TryGetValue(alias, out var known))
            {
                Break(MqttDecodeError.Protocol("unknown-topic-alias"));
                return false;
            }

            topic = known;
        }
        else if (!_aliasesIn.TryGetValue(alias, out var old) || !topic.SequenceEqual(old))
        {
            _aliasBytes += topic.Length - (old?.Length ?? 0);
            _aliasesIn[alias] = topic.ToArray();
        }

        return true;
    }

    private void HandleAck(in AckPacket ack)
    {
        var session = Session!;
        switch (ack.Type)
        {
            case MqttPacketType.PubAck:
                session.Acknowledged(ack.PacketId, qos: 1);
                break;
            case MqttPacketType.PubRec when ack.Reason >= MqttReasonCode.UnspecifiedError:
                session.Acknowledged(ack.PacketId, qos: 2);
                break;
            case MqttPacketType.PubRec:
                var reason = session.Received(ack.PacketId) ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound;
                Send(new AckPacket(MqttPacketType.PubRel, ack.PacketId, reason));
                break;
            case MqttPacketType.PubRel:
                var known = _flow!.Release(ack.PacketId);
                Send(new AckPacket(MqttPacketType.PubComp, ack.PacketId, known ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound));
                break;
            default:
                session.Completed(ack.PacketId);
                break;
        }
    }
}
