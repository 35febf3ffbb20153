using SmartCity.Ioc.Mqtt.Broker;

namespace SmartCity.Ioc.Host.Access;

/// <summary>The rules, but for the topics that are the server's own word: no client can raise what others would take for the city's alert.</summary>
internal sealed class ServerTopics(RuleBasedAccess rules) : IMqttAuthorizer
{
    public object Revision => rules.Revision;

    public bool MayPublish(MqttClientIdentity client, ReadOnlySpan<byte> topic) =>
        !topic.StartsWith("ioc/v1/alerts/"u8) && !topic.SequenceEqual("ioc/v1/alerts"u8) && rules.MayPublish(client, topic);

    public bool MaySubscribe(MqttClientIdentity client, ReadOnlySpan<byte> filter) => rules.MaySubscribe(client, filter);
}
