using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>
/// Where sessions that outlive their connection, and retained messages, survive a restart. Calls come from any thread, hold locks of the
/// broker and therefore only note down what happened; nothing is durable before <see cref="Sync"/> says so.
/// </summary>
public interface IMqttSessionStore
{
    /// <summary>What was kept, once, before anything else is called.</summary>
    (IReadOnlyList<StoredSession> Sessions, IReadOnlyList<BrokerMessage> Retained) Load();

    /// <summary>A session began, or its expiry changed, or it lost its connection.</summary>
    void SaveSession(string clientId, uint expirySeconds, long expiresAtMillis);

    /// <summary>A session ended, with everything in it.</summary>
    void RemoveSession(string clientId);

    /// <summary>The will of a session that was saved, until it is published or void: then null.</summary>
    void SaveWill(string clientId, StoredWill? will);

    void SaveSubscription(string clientId, MqttSubscription subscription, uint identifier);

    void RemoveSubscription(string clientId, string filter);

    /// <summary>A message waits for a session. Returns its mark for the calls below; 0 if the store keeps nothing.</summary>
    /// <param name="share">The filter of the shared subscription that it is for.</param>
    long Enqueue(string clientId, BrokerMessage message, byte qos, bool retain, uint[] identifiers, string? share = null);

    void Sent(string clientId, long storeId, ushort packetId);

    /// <summary>PUBREC came.</summary>
    void Released(string clientId, long storeId);

    /// <summary>Delivered or given up.</summary>
    void Remove(string clientId, long storeId);

    void AddIncoming(string clientId, ushort packetId);

    void RemoveIncoming(string clientId, ushort packetId);

    void SetRetained(BrokerMessage message);

    void RemoveRetained(byte[] topic);

    /// <summary>Completes the receipt when everything noted before this call is on the disk, or failed.</summary>
    void Sync(PublishReceipt receipt);
}
