using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>What a connection is told by its session's ledger.</summary>
internal interface IAcknowledger
{
    /// <summary>Acknowledgements may be ready. Any thread; must not block.</summary>
    void AcknowledgementsReady();

    /// <summary>A message could not be made safe: the connection ends, so that the server sends it again ([MQTT-4.4.0-1]).</summary>
    void IntakeFailed();
}

/// <summary>
/// The messages of QoS 1 and 2 that the server sent and that are not through yet: one per session, across its connections. It decides
/// whether a packet is a new message or one that is known already, and in which order acknowledgements leave ([MQTT-4.6.0-2],
/// [MQTT-4.6.0-3]). Any thread; bounded by the packet identifiers.
/// </summary>
internal sealed class InboundLedger : IReceiptOwner
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, Entry> _entries = [];
    private readonly Queue<ushort> _order = [];
    private readonly ReleasedMessages _released = new();
    private IAcknowledger? _connection;
    private uint _generation;
    private ulong _takes;
    private int _pending;

    private enum Step : byte
    {
        /// <summary>Handed over, its receipt is out.</summary>
        Pending,

        /// <summary>Safe; its acknowledgement waits for its turn.</summary>
        Stored,

        /// <summary>QoS 2: PUBREC has left, PUBREL is expected.</summary>
        Received,
    }

    /// <summary>Messages whose receipts are out.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _pending;
            }
        }
    }

    /// <summary>Messages of the present connection whose acknowledgement has not left.</summary>
    public int Unacknowledged
    {
        get
        {
            lock (_gate)
            {
                return _order.Count;
            }
        }
    }

    /// <summary>The session goes on over a new connection.</summary>
    public void Begin(IAcknowledger connection)
    {
        lock (_gate)
        {
            _connection = connection;
            _order.Clear();
            _generation++;
            _released.Begin();

            // The server sends what is unacknowledged again, first thing on the next connection. A QoS 1 entry that two connections did not
            // claim is one that the server has given up, and its identifier may mean another message by now.
            foreach (var (id, entry) in _entries)
            {
                if (entry.Qos == 1 && entry.Generation + 1 < _generation)
                {
                    Remove(id, entry);
                }
            }
        }
    }

    /// <summary>The connection is gone; receipts are still noted.</summary>
    public void End()
    {
        lock (_gate)
        {
            _connection = null;
        }
    }

    /// <summary>Notes a PUBLISH of QoS 1 or 2.</summary>
    /// <param name="content">QoS 2: the message's <see cref="ContentFingerprint"/>.</param>
    /// <returns>True: a new message, to be handed over with <paramref name="receipt"/>, then accepted or withdrawn. False: it is known, and its
    /// acknowledgement leaves when its turn comes.</returns>
    public bool TryRegister(ushort id, byte qos, bool duplicate, ulong content, out PublishReceipt receipt)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(id, out var known) && IsSameMessage(known, qos, duplicate))
            {
                receipt = default;
                if (known.Generation != _generation || known.Step == Step.Received)
                {
                    // From an earlier connection, or its PUBREC is asked for once more ([MQTT-4.3.3-10]).
                    _entries[id] = known with { Generation = _generation, Step = known.Step == Step.Received ? Step.Stored : known.Step };
                    _order.Enqueue(id);
                }

                return false;
            }

            if (qos == 2 && duplicate && known.Tag == 0 && _released.WasReleasedBefore(id, content))
            {
                _entries[id] = new Entry((++_takes << 16) | id, qos, Step.Stored, _generation, content);
                _order.Enqueue(id);
                receipt = default;
                return false;
            }

            if (known is { Tag: not 0, Step: Step.Pending })
            {
                // Another message under an identifier whose receipt is still out: that receipt no longer means anything to the server.
                _pending--;
            }

            var tag = (++_takes << 16) | id;
            _entries[id] = new Entry(tag, qos, Step.Pending, _generation, content);
            _pending++;
            receipt = new PublishReceipt(this, tag);
            return true;
        }
    }

    /// <summary>The consumer took the message just registered; its acknowledgement has a place in the order. Its receipt may be complete
    /// already, so the connection looks for ready acknowledgements afterwards.</summary>
    public void Accept(ushort id)
    {
        lock (_gate)
        {
            _order.Enqueue(id);
        }
    }

    /// <summary>Takes back the registration just made: the consumer had no room.</summary>
    public void Withdraw(ushort id)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(id, out var entry))
            {
                Remove(id, entry);
            }
        }
    }

    public void Complete(ulong tag, PublishOutcome outcome)
    {
        IAcknowledger? connection;
        lock (_gate)
        {
            var id = (ushort)tag;
            if (!_entries.TryGetValue(id, out var entry) || entry.Tag != tag || entry.Step != Step.Pending)
            {
                return;
            }

            connection = _connection;
            if (outcome == PublishOutcome.Stored)
            {
                _pending--;
                _entries[id] = entry with { Step = Step.Stored };
                if (entry.Generation != _generation || !_order.TryPeek(out var next) || next != id)
                {
                    return;
                }
            }
            else
            {
                Remove(id, entry);
            }
        }

        if (outcome == PublishOutcome.Stored)
        {
            connection?.AcknowledgementsReady();
        }
        else
        {
            connection?.IntakeFailed();
        }
    }

    /// <summary>The next acknowledgement that may leave, if any: PUBACK for QoS 1, PUBREC for QoS 2.</summary>
    public bool TryNextAcknowledgement(out ushort id, out byte qos)
    {
        lock (_gate)
        {
            qos = 0;
            if (!_order.TryPeek(out id) || !_entries.TryGetValue(id, out var entry) || entry.Step != Step.Stored)
            {
                return false;
            }

            _order.Dequeue();
            qos = entry.Qos;
            if (qos == 1)
            {
                _entries.Remove(id);
            }
            else
            {
                _entries[id] = entry with { Step = Step.Received };
            }

            return true;
        }
    }

    /// <summary>PUBREL: the message is through, and its identifier free.</summary>
    public bool TryRelease(ushort id)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(id, out var entry) || entry is not { Qos: 2, Step: Step.Received })
            {
                return false;
            }

            _released.Add(id, entry.Content);
            return _entries.Remove(id);
        }
    }

    // QoS 2: the same identifier is the same message until PUBREL ([MQTT-4.3.3-10]). QoS 1: until our PUBACK has left, and only when the
    // server says that it sends it again; after PUBACK it is a new one whatever DUP says ([MQTT-4.3.2-5]), and then it has no entry.
    private static bool IsSameMessage(in Entry known, byte qos, bool duplicate) =>
        known.Qos == qos && (qos == 2 || duplicate);

    private void Remove(ushort id, in Entry entry)
    {
        if (entry.Step == Step.Pending)
        {
            _pending--;
        }

        _entries.Remove(id);
    }

    /// <param name="Tag">Never 0; tells a late receipt of an earlier use of the identifier from this one's.</param>
    /// <param name="Generation">The connection on which it was last seen.</param>
    private readonly record struct Entry(ulong Tag, byte Qos, Step Step, uint Generation, ulong Content);
}
