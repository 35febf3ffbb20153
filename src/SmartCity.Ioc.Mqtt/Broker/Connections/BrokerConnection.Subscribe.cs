using System.Text;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <content>SUBSCRIBE and UNSUBSCRIBE.</content>
internal sealed partial class BrokerConnection
{
    private Action? _whenSynced;

    private Step HandleSubscribe(SubscribePacket packet)
    {
        var identifier = packet.Properties?.SubscriptionIdentifiers is [var given] ? given : 0;
        var reasons = new MqttReasonCode[packet.Subscriptions.Count];
        var isNew = new bool[reasons.Length];
        for (var i = 0; i < reasons.Length; i++)
        {
            reasons[i] = Subscribe(packet.Subscriptions[i], identifier, out isNew[i]);
        }

        return AnswerWhenSynced(() =>
        {
            // SUBACK first, then what was retained; [MQTT-3.8.4-5] would allow either.
            SendSubAck(new SubAckPacket(MqttPacketType.SubAck, packet.PacketId, reasons));
            for (var i = 0; i < reasons.Length; i++)
            {
                if (reasons[i] < MqttReasonCode.UnspecifiedError)
                {
                    _broker.SendRetained(Session!, packet.Subscriptions[i], identifier, isNew[i]);
                }
            }

            Session!.Pump(this);
        });
    }

    private MqttReasonCode Subscribe(MqttSubscription wanted, uint identifier, out bool isNew)
    {
        isNew = false;
        var whole = Encoding.UTF8.GetBytes(wanted.Filter);
        var filter = MqttTopic.TrySplitShared(whole, out _, out var shared) ? shared : whole;
        if (!_broker.MaySubscribe(Session!.Identity!, filter))
        {
            _broker.Refused(MqttRefusal.SubscribeNotAuthorized, Address, Session.ClientId, wanted.Filter);
            return MqttReasonCode.NotAuthorized;
        }

        if (filter.Count((byte)'/') >= _broker.Options.MaximumTopicLevels)
        {
            return MqttReasonCode.TopicFilterInvalid;
        }

        if (!_broker.TrySubscribe(Session, wanted, identifier, out isNew))
        {
            _broker.Refused(MqttRefusal.Quota, Address, Session.ClientId, "subscriptions");
            return MqttReasonCode.QuotaExceeded;
        }

        return (MqttReasonCode)wanted.Qos;
    }

    private Step HandleUnsubscribe(UnsubscribePacket packet)
    {
        var reasons = new MqttReasonCode[packet.Filters.Count];
        for (var i = 0; i < reasons.Length; i++)
        {
            reasons[i] = _broker.Unsubscribe(Session!, packet.Filters[i]) ? MqttReasonCode.Success : MqttReasonCode.NoSubscriptionExisted;
        }

        return AnswerWhenSynced(() => SendSubAck(new SubAckPacket(MqttPacketType.UnsubAck, packet.PacketId, reasons)));
    }

    // What a persistent session was granted has to be true after a power cut as well.
    private Step AnswerWhenSynced(Action answer)
    {
        if (Session!.IsDurable && _broker.Store is not NoSessionStore)
        {
            _whenSynced = answer;
            return Step.Sync;
        }

        answer();
        return Session.WaitingCount > _broker.Options.MaximumQueuedMessages || Outbound.IsClogged ? Step.Drain : Step.Next;
    }

    private async Task SyncAsync(CancellationToken cancellation)
    {
        var synced = new Synced();
        _broker.Store.Sync(new PublishReceipt(synced, 0));
        if (await synced.Outcome.WaitAsync(cancellation) == PublishOutcome.Failed)
        {
            Refuse(MqttRefusal.StoreFailed, MqttReasonCode.ImplementationSpecificError);
            return;
        }

        _whenSynced?.Invoke();
        _whenSynced = null;
        Outbound.Flush();
        if (Session!.WaitingCount > _broker.Options.MaximumQueuedMessages || Outbound.IsClogged)
        {
            await Outbound.WhenIdleAsync().WaitAsync(cancellation);
        }
    }

    private sealed class Synced : IReceiptOwner
    {
        private readonly TaskCompletionSource<PublishOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<PublishOutcome> Outcome => _outcome.Task;

        public void Complete(ulong tag, PublishOutcome outcome) => _outcome.TrySetResult(outcome);
    }
}
