namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>
/// Our messages of QoS 1 and 2 on their way: at most <c>capacity</c>, of which at most the server's receive maximum are sent and
/// unacknowledged ([MQTT-4.9.0-1], [MQTT-4.9.0-2]). Full: publishers wait. Guarded by the session's lock.
/// </summary>
internal sealed class OutboundWindow(int capacity, Lock gate, AsyncSignal changed)
{
    private readonly List<OutboundSlot> _slots = [];
    private readonly Queue<OutboundSlot> _free = [];
    private readonly Queue<OutboundSlot> _waiting = [];
    private long _sequence;
    private int _maximum;
    private int _quota;
    private int _qos2Maximum;
    private int _qos2Quota;

    public int InUse { get; private set; }

    public bool IsFull => _free.Count == 0 && _slots.Count == capacity;

    /// <summary>Room for a message that could also leave at once.</summary>
    public bool HasRoom => !IsFull && _waiting.Count == 0;

    /// <summary>Room for half of all that may be under way: whoever has to wait is not woken for every single acknowledgement, and one half is
    /// on its way while the other is filled.</summary>
    public bool HasRoomForMany =>
        HasRoom && IsHalfFree(capacity - InUse, capacity) && IsHalfFree(_quota, _maximum) && IsHalfFree(_qos2Quota, _qos2Maximum);

    public OutboundSlot Add(
        ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, byte qos, bool retain, ReadOnlyMemory<byte> properties, bool awaited)
    {
        if (!_free.TryDequeue(out var slot))
        {
            slot = new OutboundSlot((ushort)(_slots.Count + 1), this);
            _slots.Add(slot);
        }

        slot.Fill(_sequence++, topic, payload, qos, retain, properties, awaited);
        InUse++;
        _waiting.Enqueue(slot);
        return slot;
    }

    /// <summary>The next message that may be sent now, oldest first.</summary>
    public bool TryNextToSend(out OutboundSlot slot)
    {
        if (_quota > 0 && _waiting.TryPeek(out slot!) && (slot.Qos == 1 || _qos2Quota > 0))
        {
            _waiting.Dequeue();
            _quota--;
            _qos2Quota -= slot.Qos - 1;
            slot.Step = OutboundStep.Sent;
            return true;
        }

        slot = null!;
        return false;
    }

    /// <summary>A new connection: everything unacknowledged waits to be sent again, in its old order.</summary>
    /// <param name="qos2Maximum">How many of them may be of QoS 2.</param>
    /// <returns>The messages whose PUBREL has to be sent again.</returns>
    public IReadOnlyList<OutboundSlot> Begin(int receiveMaximum, int qos2Maximum, bool sessionPresent)
    {
        _quota = _maximum = receiveMaximum;
        _qos2Quota = _qos2Maximum = qos2Maximum;
        _waiting.Clear();
        List<OutboundSlot> released = [];
        foreach (var slot in _slots.Where(s => s.Step != OutboundStep.Free).OrderBy(s => s.Sequence).ToList())
        {
            switch (slot.Step)
            {
                case OutboundStep.Released when sessionPresent:
                    _quota--;
                    _qos2Quota--;
                    released.Add(slot);
                    break;
                case OutboundStep.Released:
                    // The server took it before it lost the session; nothing is left to be said about it.
                    Close(slot, null);
                    break;
                default:
                    slot.WasSent = sessionPresent && (slot.WasSent || slot.Step == OutboundStep.Sent);
                    slot.Step = OutboundStep.Waiting;
                    _waiting.Enqueue(slot);
                    break;
            }
        }

        return released;
    }

    /// <summary>The connection is gone: nothing may be sent.</summary>
    public void End() => _quota = int.MinValue;

    /// <summary>The message that an acknowledgement names, or null where it names none.</summary>
    public OutboundSlot? Find(ushort id) =>
        id >= 1 && id <= _slots.Count && _slots[id - 1] is { Step: not OutboundStep.Free } slot ? slot : null;

    /// <summary>The server has answered for good.</summary>
    /// <param name="failure">Null: it has the message.</param>
    public void Finish(OutboundSlot slot, Exception? failure)
    {
        if (slot.Step != OutboundStep.Waiting)
        {
            _quota++;
            _qos2Quota += slot.Qos - 1;
        }

        Close(slot, failure);
    }

    /// <summary>No connection will come any more.</summary>
    public void FailAll(Exception failure)
    {
        foreach (var slot in _slots.Where(s => s.Step != OutboundStep.Free).ToList())
        {
            Close(slot, failure);
        }
    }

    /// <summary>The awaiter has taken the outcome.</summary>
    public void Free(OutboundSlot slot)
    {
        lock (gate)
        {
            Release(slot);
        }
    }

    private static bool IsHalfFree(int free, int all) => free > 0 && free >= all / 2;

    private void Close(OutboundSlot slot, Exception? failure)
    {
        slot.Step = OutboundStep.Free;
        if (slot.Awaited)
        {
            slot.Complete(failure);
        }
        else
        {
            Release(slot);
        }
    }

    private void Release(OutboundSlot slot)
    {
        InUse--;
        _free.Enqueue(slot);
        changed.Pulse();
    }
}
