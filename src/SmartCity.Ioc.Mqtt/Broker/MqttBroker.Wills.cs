using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <content>Wills.</content>
public sealed partial class MqttBroker
{
    private static SessionWill? WillOf(ConnectPacket connect)
    {
        if (connect.Will is not { } will)
        {
            return null;
        }

        var message = new BrokerMessage
        {
            Topic = Encoding.UTF8.GetBytes(will.Topic),
            Payload = will.Payload,
            Properties = ForwardedProperties.Of(will.Properties),
            Qos = will.Qos,
        };
        return new SessionWill(message, will.Retain, will.Properties?.MessageExpiryInterval, will.Properties?.WillDelayInterval ?? 0);
    }

    // A will outlives the server even where the session does not: the device that a power cut takes down together with the server is the
    // one that nobody else would report.
    private void NoteWill(MqttSession session)
    {
        if (session.Will is null)
        {
            Store.SaveWill(session.ClientId, null);
            return;
        }

        if (!session.IsDurable)
        {
            Store.SaveSession(session.ClientId, 0, BrokerMessage.Never);
        }

        Store.SaveWill(
            session.ClientId,
            new StoredWill(session.Will, session.Identity?.UserName, session.Identity?.CertificateSubject, session.WillDueAtMillis));
    }

    private void Publish(List<(SessionWill Will, MqttClientIdentity? From)> wills)
    {
        foreach (var (will, from) in wills)
        {
            // Rules may have changed since CONNECT.
            if (from is not null && !MayPublish(from, will.Message.Topic))
            {
                Refused(MqttRefusal.PublishNotAuthorized, from.Address, from.ClientId, "will");
                continue;
            }

            var message = will.ExpirySeconds is not { } seconds
                ? will.Message
                : new BrokerMessage
                {
                    Topic = will.Message.Topic,
                    Payload = will.Message.Payload,
                    Properties = will.Message.Properties,
                    Qos = will.Message.Qos,
                    ExpiresAtMillis = NowMillis + (seconds * 1000L),
                };
            OfferToIntake(message);
            var routed = new RoutedMessage(message);
            PublishAndFlush(ref routed, will.Retain);
        }
    }
}
