using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <content>The subscriptions of sessions.</content>
public sealed partial class MqttBroker
{
    internal bool TrySubscribe(MqttSession session, MqttSubscription options, uint identifier, out bool isNew)
    {
        var subscription = new Subscription(session, options, identifier);
        lock (session.Gate)
        {
            isNew = !session.Subscriptions.TryGetValue(options.Filter, out var old);
            if (session.IsRemoved || (isNew && session.Subscriptions.Count >= Options.MaximumSubscriptionsPerClient))
            {
                return false;
            }

            // In before the old one is out, so that nothing falls between ([MQTT-3.8.4-3]); the router gives one copy to a session anyway.
            session.Subscriptions[options.Filter] = subscription;
            _subscriptions.Add(subscription);
            if (old is not null)
            {
                _subscriptions.Remove(old);
            }

            if (session.IsDurable)
            {
                Store.SaveSubscription(session.ClientId, options, identifier);
            }
        }

        return true;
    }

    internal bool Unsubscribe(MqttSession session, string filter)
    {
        lock (session.Gate)
        {
            if (!session.Subscriptions.Remove(filter, out var subscription))
            {
                return false;
            }

            _subscriptions.Remove(subscription);
            if (session.IsDurable)
            {
                Store.RemoveSubscription(session.ClientId, filter);
            }

            return true;
        }
    }

    // Takes away subscriptions that the rules of today would not grant.
    private void DropForbidden(MqttSession session)
    {
        List<string>? forbidden = null;
        lock (session.Gate)
        {
            foreach (var (filter, subscription) in session.Subscriptions)
            {
                if (!MaySubscribe(session.Identity!, subscription.Filter))
                {
                    (forbidden ??= []).Add(filter);
                }
            }
        }

        foreach (var filter in forbidden ?? [])
        {
            Refused(MqttRefusal.SubscribeNotAuthorized, session.Identity!.Address, session.ClientId, filter);
            Unsubscribe(session, filter);
        }
    }

    // A member of a share is gone for good: what it had not acknowledged goes to another (section 4.8.2). Not a QoS 2 message that it may have
    // ([MQTT-4.8.2-5]).
    private void Reassign(List<Outgoing> orphans)
    {
        List<OutboundBuffer> touched = [];
        foreach (var orphan in orphans)
        {
            if (_subscriptions.ChooseMember(orphan.Share!) is not { } member || orphan.Message.ExpiresAtMillis <= NowMillis)
            {
                continue;
            }

            var message = new RoutedMessage(orphan.Message);
            var mustSync = false;
            uint[] identifiers = member.Identifier == 0 ? [] : [member.Identifier];
            var connection = member.Session.Deliver(
                ref message, Math.Min(orphan.Qos, member.Options.Qos), orphan.Retain && member.Options.RetainAsPublished, identifiers, member, ref mustSync);
            if (connection?.Outbound.MarkDirty() == true)
            {
                touched.Add(connection.Outbound);
            }
        }

        foreach (var outbound in touched)
        {
            outbound.Flush();
        }
    }

    // What sessions left behind, outside of the table's lock.
    private void Settle(SessionRemains left)
    {
        Publish(left.Wills);
        Reassign(left.Orphans);
    }
}
