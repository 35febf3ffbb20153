using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Push.Encoding;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>Publishes alerts to MQTT subscribers: <c>ioc/v1/alerts/{zone}/{severity}</c>, QoS 1 (CONTRACT section 3).</summary>
internal sealed class AlertPublisher(IMqttPublisher? publisher)
{
    public void Publish(IReadOnlyList<AlertTransition> transitions)
    {
        if (publisher is null)
        {
            return;
        }

        foreach (var transition in transitions)
        {
            var topic = $"ioc/v1/alerts/{transition.Alert.Zone}/{AlertPayload.NameOf(transition.Alert.Severity)}";
            publisher.Publish(topic, AlertPayload.Of(transition), qos: 1);
        }
    }
}
