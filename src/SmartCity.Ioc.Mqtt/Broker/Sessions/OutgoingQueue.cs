using System.Collections;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>
/// Messages that wait for one client, within the bounds of <see cref="MqttBrokerOptions"/>. When full, the oldest of QoS 0 goes, and where there
/// is none the oldest. Guarded by the session's lock; the count may be read without it.
/// </summary>
internal sealed class OutgoingQueue(MqttBroker broker) : IEnumerable<Outgoing>
{
    private readonly LinkedList<Outgoing> _messages = [];
    private int _qos0;
    private long _bytes;

    public int Count => _messages.Count;

    public Outgoing? First => _messages.First?.Value;

    /// <summary>Whether a message may be appended, and at what price.</summary>
    /// <param name="dropped">Taken out for it; ask again. Null: there is room.</param>
    /// <returns>False: the message itself is the one to drop.</returns>
    public bool TryMakeRoomFor(Outgoing outgoing, out Outgoing? dropped)
    {
        dropped = null;
        var options = broker.Options;
        if (broker.QueuedBytes >= options.MaximumQueuedBytesTotal)
        {
            return false;
        }

        if (_messages.Count == 0
            || (_messages.Count < options.MaximumQueuedMessages && _bytes + outgoing.Message.Size <= options.MaximumQueuedBytes))
        {
            return true;
        }

        var victim = OldestToDrop();
        if (outgoing.Qos == 0 && victim.Value.Qos > 0)
        {
            return false;
        }

        Unlink(victim);
        dropped = victim.Value;
        return true;
    }

    /// <summary>Whatever the bounds say.</summary>
    public void Append(Outgoing outgoing)
    {
        _messages.AddLast(outgoing);
        _qos0 += outgoing.Qos == 0 ? 1 : 0;
        _bytes += outgoing.Message.Size;
        broker.AddQueuedBytes(outgoing.Message.Size);
    }

    public void RemoveFirst() => Unlink(_messages.First!);

    /// <summary>Nobody keeps messages of QoS 0 for a client that is away.</summary>
    public void DropQos0()
    {
        for (var node = _messages.First; node is not null && _qos0 > 0;)
        {
            var next = node.Next;
            if (node.Value.Qos == 0)
            {
                Unlink(node);
            }

            node = next;
        }
    }

    public void Clear()
    {
        broker.AddQueuedBytes(-_bytes);
        _messages.Clear();
        _bytes = 0;
        _qos0 = 0;
    }

    public IEnumerator<Outgoing> GetEnumerator() => _messages.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private LinkedListNode<Outgoing> OldestToDrop()
    {
        for (var node = _messages.First; node is not null && _qos0 > 0; node = node.Next)
        {
            if (node.Value.Qos == 0)
            {
                return node;
            }
        }

        return _messages.First!;
    }

    private void Unlink(LinkedListNode<Outgoing> node)
    {
        _messages.Remove(node);
        _qos0 -= node.Value.Qos == 0 ? 1 : 0;
        _bytes -= node.Value.Message.Size;
        broker.AddQueuedBytes(-node.Value.Message.Size);
    }
}
