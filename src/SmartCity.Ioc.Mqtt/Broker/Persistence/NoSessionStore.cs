using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Sessions live as long as the process.</summary>
public sealed class NoSessionStore : IMqttSessionStore
{
    public (IReadOnlyList<StoredSession> Sessions, IReadOnlyList<BrokerMessage> Retained) Load() => ([], []);

    public void SaveSession(string clientId, uint expirySeconds, long expiresAtMillis)
    {
    }

    public void RemoveSession(string clientId)
    {
    }

    public void SaveWill(string clientId, StoredWill? will)
    {
    }

    public void SaveSubscription(string clientId, MqttSubscription subscription, uint identifier)
    {
    }

    public void RemoveSubscription(string clientId, string filter)
    {
    }

    public long Enqueue(string clientId, BrokerMessage message, byte qos, bool retain, uint[] identifiers, string? share = null) => 0;

    public void Sent(string clientId, long storeId, ushort packetId)
    {
    }

    public void Released(string clientId, long storeId)
    {
    }

    public void Remove(string clientId, long storeId)
    {
    }

    public void AddIncoming(string clientId, ushort packetId)
    {
    }

    public void RemoveIncoming(string clientId, ushort packetId)
    {
    }

    public void SetRetained(BrokerMessage message)
    {
    }

    public void RemoveRetained(byte[] topic)
    {
    }

    public void Sync(PublishReceipt receipt) => receipt.Complete(PublishOutcome.Stored);
}
