namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>
/// The QoS 2 messages last let go by PUBREL, for servers that take a step back when they restart: mosquitto 2.0 saves a message whose PUBREC
/// it has as one that was only sent, and after the restart sends PUBLISH with DUP where [MQTT-4.4.0-1] asks for PUBREL. The identifier alone
/// does not tell such a message from a new one that was lost on its way and is sent again, so its content is compared. Used under the
/// ledger's lock; bounded.
/// </summary>
internal sealed class ReleasedMessages
{
    // More than any server lets be under way at QoS 2: mosquitto's max_inflight_messages is 20, our own receive maximum 1,000 by default.
    private const int Capacity = 4096;

    private readonly Dictionary<ushort, Released> _byId = [];
    private readonly Queue<(ushort Id, uint Connection)> _oldest = [];
    private uint _connection;

    /// <summary>A new connection: what was let go on the one before counts, what is older has been settled.</summary>
    public void Begin()
    {
        _connection++;
        while (_oldest.TryPeek(out var oldest) && oldest.Connection + 1 < _connection)
        {
            Forget(_oldest.Dequeue());
        }
    }

    public void Add(ushort id, ulong content)
    {
        if (_oldest.Count == Capacity)
        {
            Forget(_oldest.Dequeue());
        }

        _byId[id] = new Released(content, _connection);
        _oldest.Enqueue((id, _connection));
    }

    /// <summary>Whether this is the message that was let go under this identifier before the present connection.</summary>
    public bool WasReleasedBefore(ushort id, ulong content) =>
        _byId.TryGetValue(id, out var released) && released.Content == content && released.Connection != _connection;

    // A younger use of the same identifier stays until its own turn, or goes with the older one: within Capacity identifiers do not repeat
    // on servers that count upwards, and forgetting early only means that a message is handed over as it was before.
    private void Forget((ushort Id, uint Connection) entry)
    {
        if (_byId.TryGetValue(entry.Id, out var released) && released.Connection == entry.Connection)
        {
            _byId.Remove(entry.Id);
        }
    }

    private readonly record struct Released(ulong Content, uint Connection);
}
