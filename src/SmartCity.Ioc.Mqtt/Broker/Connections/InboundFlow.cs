using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>
/// The acknowledgements that one connection owes. They leave in the order in which the messages came ([MQTT-4.6.0-2], [MQTT-4.6.0-3]), each
/// when all that it waits for (router, intake, disk) is done. Entries are added by the reading thread and completed from any.
/// </summary>
internal sealed class InboundFlow(BrokerConnection connection, MqttSession session, IMqttSessionStore store)
{
    private readonly Lock _gate = new();
    private Entry[] _ring = [];
    private ulong _head;
    private ulong _tail;
    private int _qos2Open;
    private bool _isOver;
    private TaskCompletionSource? _room;

    /// <summary>QoS 1 not yet acknowledged and QoS 2 not yet completed: what the receive maximum limits (MQTT 5, section 4.9).</summary>
    public int Unacknowledged
    {
        get
        {
            lock (_gate)
            {
                return (int)(_tail - _head) + _qos2Open;
            }
        }
    }

    /// <summary>Opens an acknowledgement with one part, which the caller completes when it has routed the message.</summary>
    public ulong Begin(ushort packetId, byte qos, MqttReasonCode reason = MqttReasonCode.Success)
    {
        if (qos == 2 && reason == MqttReasonCode.Success)
        {
            lock (session.IncomingGate)
            {
                session.Incoming[packetId] = new IncomingQos2(this);
            }
        }

        return Add(new Entry { PacketId = packetId, Type = qos == 2 ? MqttPacketType.PubRec : MqttPacketType.PubAck, Reason = reason, Parts = 1 });
    }

    public void AddPart(ulong tag)
    {
        lock (_gate)
        {
            EntryAt(tag).Parts++;
        }
    }

    /// <summary>Takes back the newest entry: the message was refused and will be offered again.</summary>
    public void Withdraw(ulong tag)
    {
        ushort packetId;
        bool isQos2;
        lock (_gate)
        {
            _tail = tag;
            ref var entry = ref EntryAt(tag);
            packetId = entry.PacketId;
            isQos2 = entry.Type == MqttPacketType.PubRec;
        }

        if (isQos2)
        {
            lock (session.IncomingGate)
            {
                session.Incoming.Remove(packetId);
            }
        }
    }

    /// <summary>A QoS 2 message whose identifier is open already: answered once the first is safe, and not handed over again ([MQTT-4.3.3-10]).</summary>
    /// <returns>False when the identifier is new.</returns>
    public bool TryAnswerDuplicate(ushort packetId, bool isMarkedDuplicate)
    {
        lock (session.IncomingGate)
        {
            // An identifier that came back from the disk may have been released in the last moment before the crash: then only DUP tells.
            if (!session.Incoming.TryGetValue(packetId, out var known) || (known.TakenBy is null && !isMarkedDuplicate))
            {
                return false;
            }

            var tag = Add(new Entry { PacketId = packetId, Type = MqttPacketType.PubRec, Parts = known.IsStored ? 0 : 1, IsDuplicate = true });
            if (!known.IsStored)
            {
                known.Waiter = (this, tag);
            }
        }

        Leave();
        return true;
    }

    /// <summary>PUBREL: the exchange is over. False when the identifier is unknown.</summary>
    public bool Release(ushort packetId)
    {
        IncomingQos2? known;
        lock (session.IncomingGate)
        {
            if (!session.Incoming.Remove(packetId, out known))
            {
                return false;
            }
        }

        if (ReferenceEquals(known.TakenBy, this))
        {
            lock (_gate)
            {
                _qos2Open = Math.Max(0, _qos2Open - 1);
            }
        }

        if (session.IsDurable)
        {
            store.RemoveIncoming(session.ClientId, packetId);
        }

        return true;
    }

    /// <summary>One part of an acknowledgement is done. Also called after the connection has gone: QoS 2 state belongs to the session.</summary>
    public void Complete(ulong tag, PublishOutcome outcome)
    {
        ushort packetId = 0;
        var hasFailed = false;
        var mustNote = false;
        lock (_gate)
        {
            if (tag < _head || tag >= _tail)
            {
                return;
            }

            ref var entry = ref EntryAt(tag);
            hasFailed = entry.HasFailed |= outcome == PublishOutcome.Failed;
            if (entry.Parts > 1 || entry.Type == MqttPacketType.PubAck || entry.IsDuplicate || entry.Reason != MqttReasonCode.Success)
            {
                entry.Parts--;
            }
            else
            {
                // The last part of a QoS 2 message stays open until the session knows of it.
                packetId = entry.PacketId;
                mustNote = !hasFailed && session.IsDurable && !entry.IsNoted;
                entry.IsNoted = true;
            }
        }

        if (mustNote)
        {
            // The identifier goes to the disk after the message and before PUBREC: a crash in between costs a duplicate, never a loss.
            store.AddIncoming(session.ClientId, packetId);
            store.Sync(new PublishReceipt(connection, tag));
            return;
        }

        if (packetId != 0)
        {
            Settle(tag, packetId, hasFailed);
        }

        Leave();
    }

    /// <summary>Completes when a 3.1.1 client, which can not be told of a receive maximum, may be read again.</summary>
    public Task WhenBelowAsync(int maximum)
    {
        lock (_gate)
        {
            if (_isOver || (int)(_tail - _head) < maximum)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            _room?.TrySetResult();
        }
    }

    // The message is safe or lost; whoever asked again in the meantime gets the same answer. Lock order: the session's IncomingGate before a
    // flow's own, so no flow's lock is held here.
    private void Settle(ulong tag, ushort packetId, bool hasFailed)
    {
        (InboundFlow Flow, ulong Tag)? waiter = null;
        lock (session.IncomingGate)
        {
            if (session.Incoming.TryGetValue(packetId, out var known) && ReferenceEquals(known.TakenBy, this))
            {
                waiter = known.Waiter;
                known.Waiter = null;
                known.IsStored = !hasFailed;
                if (hasFailed)
                {
                    session.Incoming.Remove(packetId);
                }
            }
        }

        lock (_gate)
        {
            EntryAt(tag).Parts = 0;
            _qos2Open += hasFailed ? 0 : 1;
        }

        waiter?.Flow.Complete(waiter.Value.Tag, hasFailed ? PublishOutcome.Failed : PublishOutcome.Stored);
    }

    private ulong Add(in Entry entry)
    {
        lock (_gate)
        {
            if (_tail - _head == (ulong)_ring.Length)
            {
                Grow();
            }

            EntryAt(_tail) = entry;
            return _tail++;
        }
    }

    private void Grow()
    {
        var larger = new Entry[Math.Max(4, _ring.Length * 2)];
        for (var tag = _head; tag < _tail; tag++)
        {
            larger[tag & (ulong)(larger.Length - 1)] = EntryAt(tag);
        }

        _ring = larger;
    }

    private ref Entry EntryAt(ulong tag) => ref _ring[tag & (ulong)(_ring.Length - 1)];

    // Sends what is ready at the head.
    private void Leave()
    {
        var hasFailed = false;
        lock (_gate)
        {
            while (_head < _tail && EntryAt(_head).Parts == 0)
            {
                ref var entry = ref EntryAt(_head);
                if (entry.HasFailed)
                {
                    hasFailed = true;
                    break;
                }

                connection.Send(new AckPacket(entry.Type, entry.PacketId, entry.Reason));
                _head++;
            }

            _room?.TrySetResult();
            _room = null;
        }

        if (hasFailed)
        {
            connection.Refuse(MqttRefusal.IntakeFailed, MqttReasonCode.ImplementationSpecificError);
        }
        else
        {
            connection.Outbound.Flush();
        }
    }

    private struct Entry
    {
        public ushort PacketId;
        public MqttPacketType Type;
        public MqttReasonCode Reason;
        public int Parts;
        public bool HasFailed;
        public bool IsDuplicate;
        public bool IsNoted;
    }
}
