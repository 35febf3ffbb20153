namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>The last retained message of each topic, bounded by number and bytes.</summary>
internal sealed class RetainedMessages(int maximumCount, long maximumBytes)
{
    private readonly Lock _gate = new();
    private readonly TopicNode<BrokerMessage> _root = new();
    private int _count;
    private long _bytes;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Keeps a message in place of the topic's last one; false when there is no room for it.</summary>
    public bool TrySet(BrokerMessage message)
    {
        lock (_gate)
        {
            var old = _root.FindPath(message.Topic)?.Value;
            var bytes = _bytes + message.Size - (old?.Size ?? 0);
            if ((old is null && _count >= maximumCount) || bytes > maximumBytes)
            {
                return false;
            }

            _root.GetOrAdd(message.Topic).Value = message;
            _bytes = bytes;
            _count += old is null ? 1 : 0;
            return true;
        }
    }

    public bool Remove(ReadOnlySpan<byte> topic)
    {
        lock (_gate)
        {
            if (_root.FindPath(topic) is not { Value: { } old } node)
            {
                return false;
            }

            node.Value = null;
            _root.Prune(topic);
            _count--;
            _bytes -= old.Size;
            return true;
        }
    }

    /// <summary>Appends all messages whose topics a filter matches; those that have expired are taken out instead.</summary>
    public void Match(ReadOnlySpan<byte> filter, long nowMillis, List<BrokerMessage> found)
    {
        var from = found.Count;
        lock (_gate)
        {
            Match(_root, filter, isRoot: true, found);
        }

        for (var i = found.Count - 1; i >= from; i--)
        {
            if (found[i].ExpiresAtMillis <= nowMillis)
            {
                RemoveExpired(found[i]);
                found.RemoveAt(i);
            }
        }
    }

    private void RemoveExpired(BrokerMessage message)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_root.FindPath(message.Topic)?.Value, message))
            {
                Remove(message.Topic);
            }
        }
    }

    private static void Match(TopicNode<BrokerMessage> node, ReadOnlySpan<byte> filter, bool isRoot, List<BrokerMessage> found)
    {
        var level = TopicNode<BrokerMessage>.Level(filter, out var isLast);
        if (level is [(byte)'#'])
        {
            CollectAll(node, isRoot, found);
        }
        else if (level is [(byte)'+'])
        {
            foreach (var (name, child) in node.Levels)
            {
                if (!isRoot || name is not [(byte)'$', ..])
                {
                    Step(child, filter, level.Length, isLast, found);
                }
            }
        }
        else if (node.Find(level) is { } child)
        {
            Step(child, filter, level.Length, isLast, found);
        }
    }

    private static void Step(TopicNode<BrokerMessage> child, ReadOnlySpan<byte> filter, int levelLength, bool isLast, List<BrokerMessage> found)
    {
        if (!isLast)
        {
            Match(child, filter[(levelLength + 1)..], isRoot: false, found);
        }
        else if (child.Value is { } message)
        {
            found.Add(message);
        }
    }

    private static void CollectAll(TopicNode<BrokerMessage> node, bool isRoot, List<BrokerMessage> found)
    {
        // Below the root "#" stands for the parent level as well.
        if (node.Value is { } message)
        {
            found.Add(message);
        }

        foreach (var (name, child) in node.Levels)
        {
            if (!isRoot || name is not [(byte)'$', ..])
            {
                CollectAll(child, isRoot: false, found);
            }
        }
    }
}
