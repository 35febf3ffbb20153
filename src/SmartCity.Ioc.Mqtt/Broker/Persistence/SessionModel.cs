using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>
/// What the session log amounts to. The log's writer keeps it up to date with every record, the log's reader builds it, and a compacted log
/// is written from it. Not thread safe.
/// </summary>
internal sealed class SessionModel
{
    public Dictionary<string, Kept> Sessions { get; } = new(StringComparer.Ordinal);

    public Dictionary<byte[], BrokerMessage> Retained { get; } = new(Utf8Comparer.Instance);

    /// <summary>Messages that the log holds, each with its number there and how many refer to it.</summary>
    public Dictionary<BrokerMessage, Numbered> Messages { get; } = new(ReferenceEqualityComparer.Instance);

    public void Save(string clientId, uint expirySeconds, long expiresAtMillis)
    {
        if (!Sessions.TryGetValue(clientId, out var session))
        {
            Sessions.Add(clientId, session = new Kept());
        }

        session.ExpirySeconds = expirySeconds;
        session.ExpiresAtMillis = expiresAtMillis;
    }

    public bool RemoveSession(string clientId)
    {
        if (!Sessions.Remove(clientId, out var session))
        {
            return false;
        }

        foreach (var item in session.Messages.Values)
        {
            Drop(item.Message);
        }

        return true;
    }

    public bool Enqueue(string clientId, StoredOutgoing item)
    {
        if (!Sessions.TryGetValue(clientId, out var session))
        {
            return false;
        }

        session.Messages[item.StoreId] = item;
        Messages[item.Message].References++;
        return true;
    }

    public bool Change(string clientId, long storeId, Func<StoredOutgoing, StoredOutgoing> change)
    {
        if (!Sessions.TryGetValue(clientId, out var session) || !session.Messages.TryGetValue(storeId, out var item))
        {
            return false;
        }

        session.Messages[storeId] = change(item);
        return true;
    }

    public bool Remove(string clientId, long storeId)
    {
        if (!Sessions.TryGetValue(clientId, out var session) || !session.Messages.Remove(storeId, out var item))
        {
            return false;
        }

        Drop(item.Message);
        return true;
    }

    public void Retain(BrokerMessage message)
    {
        Messages[message].References++;
        if (Retained.Remove(message.Topic, out var old))
        {
            Drop(old);
        }

        Retained.Add(message.Topic, message);
    }

    public bool RemoveRetained(ReadOnlySpan<byte> topic)
    {
        if (!Retained.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(topic, out _, out var old))
        {
            return false;
        }

        Drop(old);
        return true;
    }

    private void Drop(BrokerMessage message)
    {
        if (Messages.TryGetValue(message, out var numbered) && --numbered.References <= 0)
        {
            Messages.Remove(message);
        }
    }

    internal sealed class Numbered(long number)
    {
        public long Number { get; set; } = number;

        public int References { get; set; }
    }

    internal sealed class Kept
    {
        public uint ExpirySeconds { get; set; }

        public long ExpiresAtMillis { get; set; }

        public StoredWill? Will { get; set; }

        public Dictionary<string, (MqttSubscription Options, uint Identifier)> Subscriptions { get; } = new(StringComparer.Ordinal);

        /// <summary>By store id, which grows in the order of arrival.</summary>
        public SortedDictionary<long, StoredOutgoing> Messages { get; } = [];

        public HashSet<ushort> Incoming { get; } = [];
    }
}
