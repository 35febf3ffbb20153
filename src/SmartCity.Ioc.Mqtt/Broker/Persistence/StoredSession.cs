using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>A session as the store gives it back.</summary>
/// <param name="ExpirySeconds">0: it ended with its connection, and only its will is left.</param>
/// <param name="ExpiresAtMillis">Unix milliseconds, or <see cref="BrokerMessage.Never"/> when it was connected at the end.</param>
/// <param name="Subscriptions">Each with its subscription identifier, 0 for none.</param>
/// <param name="Messages">Waiting and in flight, in order.</param>
/// <param name="Incoming">Packet identifiers of QoS 2 messages whose PUBREL has not come.</param>
/// <param name="Will">What is to be said of its client if it does not come back.</param>
public sealed record StoredSession(
    string ClientId,
    uint ExpirySeconds,
    long ExpiresAtMillis,
    IReadOnlyList<(MqttSubscription Options, uint Identifier)> Subscriptions,
    IReadOnlyList<StoredOutgoing> Messages,
    IReadOnlyList<ushort> Incoming,
    StoredWill? Will);
