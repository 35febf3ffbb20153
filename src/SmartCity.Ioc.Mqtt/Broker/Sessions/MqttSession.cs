using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>
/// What the broker keeps for a client between its connections: subscriptions, messages waiting and in flight, QoS 2 identifiers that came
/// in. <see cref="Gate"/> guards everything about messages to the client; the life of the session is guarded by the broker's session table.
/// </summary>
internal sealed class MqttSession(string clientId, MqttBroker broker)
{
    private readonly OutgoingQueue _waiting = new(broker);
    private readonly List<Outgoing> _inFlight = [];
    private int _sentHere;
    private ushort _lastPacketId;
    private volatile BrokerConnection? _connection;

    public string ClientId { get; } = clientId;

    public Lock Gate { get; } = new();

    public BrokerConnection? Connection => _connection;

    public bool IsConnected => _connection is not null;

    /// <summary>Read without the lock, as a hint for choosing among the members of a share.</summary>
    public bool IsBehind => _waiting.Count > 0;

    public int WaitingCount => _waiting.Count;

    /// <summary>Seconds that it outlives its connection; 0: it ends with it.</summary>
    public uint ExpirySeconds { get; set; }

    /// <summary>Kept over a restart.</summary>
    public bool IsDurable => ExpirySeconds > 0;

    /// <summary>Unix milliseconds; <see cref="BrokerMessage.Never"/> while connected.</summary>
    public long ExpiresAtMillis { get; set; } = BrokerMessage.Never;

    public SessionWill? Will { get; set; }

    /// <summary>When a delayed will is due; <see cref="BrokerMessage.Never"/> for none.</summary>
    public long WillDueAtMillis { get; set; } = BrokerMessage.Never;

    /// <summary>Who the client was when it last connected, for the check of a will that is published later.</summary>
    public MqttClientIdentity? Identity { get; set; }

    /// <summary>The earliest wake-up that the broker's timer queue holds for this session.</summary>
    public long ScheduledAtMillis { get; set; } = BrokerMessage.Never;

    public bool IsRemoved { get; set; }

    /// <summary>A restart found it ended already; only its will waits for whether the client comes back.</summary>
    public bool IsOnlyAWill => ExpirySeconds == 0 && _connection is null;

    /// <summary>By filter as subscribed, <c>$share</c> included. Guarded by <see cref="Gate"/>.</summary>
    public Dictionary<string, Subscription> Subscriptions { get; } = new(0, StringComparer.Ordinal);

    /// <summary>Guards <see cref="Incoming"/>.</summary>
    public Lock IncomingGate { get; } = new();

    public Dictionary<ushort, IncomingQos2> Incoming { get; } = new(0);

    /// <summary>Routes one message to this session.</summary>
    /// <param name="share">The shared subscription that it is for, or null.</param>
    /// <param name="mustSync">Set when the message was written to the store and the publisher's acknowledgement has to wait for the disk.</param>
    /// <returns>The connection to flush, or null.</returns>
    public BrokerConnection? Deliver(
        ref RoutedMessage message, byte qos, bool retain, ReadOnlySpan<uint> identifiers, Subscription? share, ref bool mustSync)
    {
        lock (Gate)
        {
            var connection = _connection;
            if (IsRemoved || (qos == 0 && connection is null))
            {
                return null;
            }

            var canSend = connection is not null && _waiting.Count == 0 && !connection.Outbound.IsClogged;
            if (qos == 0)
            {
                if (canSend)
                {
                    connection!.SendPublish(message, qos, retain, identifiers, packetId: 0, duplicate: false);
                }
                else
                {
                    Enqueue(new Outgoing(message.Keep(), 0, retain, identifiers.ToArray()));
                }

                return connection;
            }

            var outgoing = new Outgoing(message.Keep(), qos, retain, identifiers.ToArray()) { Share = share };
            if (IsDurable)
            {
                outgoing.StoreId = broker.Store.Enqueue(ClientId, outgoing.Message, qos, retain, outgoing.Identifiers, share?.Options.Filter);
                mustSync |= outgoing.StoreId != 0;
            }

            if (canSend && _sentHere < connection!.SendMaximum)
            {
                Launch(connection, outgoing);
            }
            else
            {
                Enqueue(outgoing);
            }

            return connection;
        }
    }

    /// <summary>Puts retained messages in line, in which they may stand beyond the queue's bound: they are in memory anyway.</summary>
    public void DeliverRetained(BrokerMessage message, byte qos, uint[] identifiers)
    {
        lock (Gate)
        {
            var outgoing = new Outgoing(message, qos, retain: true, identifiers);
            if (qos > 0 && IsDurable)
            {
                outgoing.StoreId = broker.Store.Enqueue(ClientId, message, qos, retain: true, identifiers);
            }

            _waiting.Append(outgoing);
        }
    }

    /// <summary>Takes the connection in and, after the given CONNACK, sends again what was in flight, in its order ([MQTT-4.4.0-1], [MQTT-4.6.0-1]).</summary>
    public void Attach(BrokerConnection connection, ConnAckPacket answer)
    {
        lock (Gate)
        {
            foreach (var outgoing in _inFlight)
            {
                outgoing.IsSentHere = false;
            }

            _sentHere = 0;
            connection.Send(answer);
            _connection = connection;
            Pump(connection);
        }
    }

    public void Detach()
    {
        lock (Gate)
        {
            _connection = null;
            _waiting.DropQos0();
        }
    }

    /// <summary>Drops everything that waits: the session is over.</summary>
    /// <param name="orphans">Gets what another member of a share may have instead (section 4.8.2).</param>
    public void Clear(List<Outgoing> orphans)
    {
        lock (Gate)
        {
            IsRemoved = true;
            orphans.AddRange(_inFlight.Where(o => o is { Share: not null, Qos: 1 }));
            orphans.AddRange(_waiting.Where(o => o is { Share: not null, Qos: > 0 }));
            _waiting.Clear();
            _inFlight.Clear();
        }
    }

    /// <summary>The socket took something or the client acknowledged: send what may go.</summary>
    public void Pump(BrokerConnection connection)
    {
        lock (Gate)
        {
            if (!ReferenceEquals(_connection, connection))
            {
                return;
            }

            Resend(connection);
            while (_waiting.First is { } outgoing && !connection.Outbound.IsClogged)
            {
                if (outgoing.Qos > 0 && _sentHere >= connection.SendMaximum)
                {
                    return;
                }

                _waiting.RemoveFirst();
                if (outgoing.Message.ExpiresAtMillis <= broker.NowMillis)
                {
                    Forget(outgoing, MqttDropReason.Expired);
                }
                else if (outgoing.Qos > 0)
                {
                    Launch(connection, outgoing);
                }
                else
                {
                    var message = new RoutedMessage(outgoing.Message);
                    connection.SendPublish(message, 0, outgoing.Retain, outgoing.Identifiers, packetId: 0, duplicate: false);
                }
            }
        }
    }

    /// <summary>PUBACK, or PUBREC with a failure, which ends the exchange as well.</summary>
    public void Acknowledged(ushort packetId, byte qos)
    {
        lock (Gate)
        {
            if (FindInFlight(packetId) is { } outgoing && outgoing.Qos == qos)
            {
                Finish(outgoing);
            }
        }
    }

    /// <summary>PUBREC. False when the identifier belongs to no QoS 2 message of this session.</summary>
    public bool Received(ushort packetId)
    {
        lock (Gate)
        {
            if (FindInFlight(packetId) is not { Qos: 2 } outgoing)
            {
                return false;
            }

            if (!outgoing.IsReleased)
            {
                outgoing.IsReleased = true;
                broker.Store.Released(ClientId, outgoing.StoreId);
            }

            return true;
        }
    }

    /// <summary>PUBCOMP.</summary>
    public void Completed(ushort packetId)
    {
        lock (Gate)
        {
            if (FindInFlight(packetId) is { IsReleased: true } outgoing)
            {
                Finish(outgoing);
            }
        }
    }

    /// <summary>Puts back what the store kept, in its order; only before the first connection.</summary>
    public void Restore(IEnumerable<StoredOutgoing> stored)
    {
        lock (Gate)
        {
            foreach (var item in stored)
            {
                var outgoing = new Outgoing(item.Message, item.Qos, item.Retain, item.Identifiers)
                {
                    StoreId = item.StoreId,
                    PacketId = item.PacketId,
                    IsReleased = item.IsReleased,
                    Share = item.Share is { } filter
                        ? Subscriptions.GetValueOrDefault(filter) ?? new Subscription(this, new MqttSubscription(filter), 0)
                        : null,
                };
                if (item.PacketId != 0)
                {
                    _inFlight.Add(outgoing);
                    _lastPacketId = Math.Max(_lastPacketId, item.PacketId);
                }
                else
                {
                    _waiting.Append(outgoing);
                }
            }
        }
    }

    private void Resend(BrokerConnection connection)
    {
        if (_sentHere == _inFlight.Count)
        {
            return;
        }

        foreach (var outgoing in _inFlight)
        {
            if (outgoing.IsSentHere)
            {
                continue;
            }

            if (outgoing.IsReleased)
            {
                connection.Send(new AckPacket(MqttPacketType.PubRel, outgoing.PacketId));
            }
            else
            {
                if (_sentHere >= connection.SendMaximum || connection.Outbound.IsClogged)
                {
                    return;
                }

                var message = new RoutedMessage(outgoing.Message);
                connection.SendPublish(message, outgoing.Qos, outgoing.Retain, outgoing.Identifiers, outgoing.PacketId, duplicate: true);
            }

            outgoing.IsSentHere = true;
            _sentHere++;
        }
    }

    private void Launch(BrokerConnection connection, Outgoing outgoing)
    {
        outgoing.PacketId = NextPacketId();
        var message = new RoutedMessage(outgoing.Message);
        if (!connection.SendPublish(message, outgoing.Qos, outgoing.Retain, outgoing.Identifiers, outgoing.PacketId, duplicate: false))
        {
            // Larger than the client takes: it counts as delivered ([MQTT-3.1.2-25]).
            Forget(outgoing, MqttDropReason.TooLarge);
            return;
        }

        outgoing.IsSentHere = true;
        _sentHere++;
        _inFlight.Add(outgoing);
        broker.Store.Sent(ClientId, outgoing.StoreId, outgoing.PacketId);
    }

    private void Finish(Outgoing outgoing)
    {
        _inFlight.Remove(outgoing);
        if (outgoing.IsSentHere)
        {
            _sentHere--;
        }

        broker.Store.Remove(ClientId, outgoing.StoreId);
        if (_connection is { } connection)
        {
            Pump(connection);
        }
    }

    // In flight are a hundred at most, and acknowledgements come in order, so the first is nearly always the one.
    private Outgoing? FindInFlight(ushort packetId)
    {
        foreach (var outgoing in _inFlight)
        {
            if (outgoing.PacketId == packetId)
            {
                return outgoing;
            }
        }

        return null;
    }

    private ushort NextPacketId()
    {
        do
        {
            _lastPacketId = _lastPacketId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastPacketId + 1);
        }
        while (FindInFlight(_lastPacketId) is not null);
        return _lastPacketId;
    }

    private void Enqueue(Outgoing outgoing)
    {
        while (_waiting.TryMakeRoomFor(outgoing, out var dropped))
        {
            if (dropped is null)
            {
                _waiting.Append(outgoing);
                return;
            }

            Forget(dropped, MqttDropReason.QueueFull);
        }

        Forget(outgoing, MqttDropReason.QueueFull);
    }

    private void Forget(Outgoing outgoing, MqttDropReason reason)
    {
        broker.Counters.Dropped(reason);
        broker.Store.Remove(ClientId, outgoing.StoreId);
    }
}
