using System.Buffers;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <content>The way of a message to its subscribers.</content>
public sealed partial class MqttBroker
{
    [ThreadStatic]
    private static RouteScratch? _scratch;

    /// <summary>Retains a message where asked and gives it to every session that subscribed to it.</summary>
    /// <param name="from">The publishing session, for No Local; null for the server's own.</param>
    /// <param name="touched">Gets the buffers that the caller has to flush at the end of its batch.</param>
    /// <param name="mustSync">Set when an acknowledgement has to wait for the session store's disk.</param>
    internal void Publish(ref RoutedMessage message, bool retain, MqttSession? from, List<OutboundBuffer> touched, ref bool mustSync)
    {
        if (retain)
        {
            Retain(ref message, ref mustSync);
        }

        if (_subscriptions.Count == 0)
        {
            return;
        }

        // Taken for the time of this call, because a flush can bring another message on the same thread.
        var scratch = _scratch ?? new RouteScratch();
        _scratch = null;
        _subscriptions.Match(message.Topic, scratch.Found);
        if (scratch.Found.Count > 0)
        {
            Deliver(ref message, retain, from, scratch, touched, ref mustSync);
        }

        scratch.Clear();
        _scratch = scratch;
    }

    internal void PublishAndFlush(ref RoutedMessage message, bool retain)
    {
        var touched = new List<OutboundBuffer>();
        var mustSync = false;
        Publish(ref message, retain, null, touched, ref mustSync);
        foreach (var outbound in touched)
        {
            outbound.Flush();
        }
    }

    /// <summary>Sends what is retained to a new subscription, as its options ask (section 3.3.1.3). Shared ones get nothing.</summary>
    internal void SendRetained(MqttSession session, MqttSubscription options, uint identifier, bool isNew)
    {
        if (options.RetainHandling == MqttRetainHandling.DoNotSend
            || (options.RetainHandling == MqttRetainHandling.SendIfNew && !isNew))
        {
            return;
        }

        var filter = System.Text.Encoding.UTF8.GetBytes(options.Filter);
        if (MqttTopic.IsShared(filter))
        {
            return;
        }

        var found = new List<BrokerMessage>();
        _retained.Match(filter, NowMillis, found);
        _sys.Match(filter, NowMillis, found);
        uint[] identifiers = identifier == 0 ? [] : [identifier];
        foreach (var message in found)
        {
            session.DeliverRetained(message, Math.Min(message.Qos, options.Qos), identifiers);
        }
    }

    private void Retain(ref RoutedMessage message, ref bool mustSync)
    {
        if (message.Payload.IsEmpty)
        {
            if (_retained.Remove(message.Topic)) // [MQTT-3.3.1-6]
            {
                Store.RemoveRetained(message.Topic.ToArray());
                mustSync = true;
            }
        }
        else if (_retained.TrySet(message.Keep()))
        {
            Store.SetRetained(message.Keep());
            mustSync = true;
        }
        else
        {
            Counters.Dropped(MqttDropReason.RetainedFull);
        }
    }

    private static void Deliver(
        ref RoutedMessage message, bool retain, MqttSession? from, RouteScratch scratch, List<OutboundBuffer> touched, ref bool mustSync)
    {
        scratch.Group(from, message.Qos);
        for (var i = 0; i < scratch.Copies.Count; i++)
        {
            var copy = scratch.Copies[i];
            var connection = copy.Session.Deliver(ref message, copy.Qos, retain && copy.KeepsRetain, scratch.IdentifiersOf(copy), copy.Share, ref mustSync);
            if (connection is null)
            {
                continue;
            }

            // A reader that gets more than a batch's worth is flushed on the way, or it would look slow without being it.
            if (connection.Outbound.IsClogged)
            {
                connection.Outbound.Flush();
            }
            else if (connection.Outbound.MarkDirty())
            {
                touched.Add(connection.Outbound);
            }
        }
    }

    // A will is the device's word like any other message of its topic, and news: its retain flag only asks for a copy to be kept.
    private void OfferToIntake(BrokerMessage message)
    {
        if (Intake is null || IntakeFilter?.Matches(message.Topic) != true)
        {
            return;
        }

        var view = new PublishView
        {
            Topic = message.Topic,
            Payload = new ReadOnlySequence<byte>(message.Payload),
            Qos = 0,
        };
        if (Intake.TryTake(view, default))
        {
            Intake.EndOfRead();
            return;
        }

        _ = OfferLaterAsync(message);
    }

    // Wills are few (one per connection lost), so waiting for room costs little memory.
    private async Task OfferLaterAsync(BrokerMessage message)
    {
        try
        {
            await Intake!.WaitForRoomAsync(CancellationToken.None);
            OfferToIntake(message);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            BrokerLog.WillNotTaken(Log, System.Text.Encoding.UTF8.GetString(message.Topic));
        }
    }
}
