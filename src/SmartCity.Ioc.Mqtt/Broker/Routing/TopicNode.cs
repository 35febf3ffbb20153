namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>A level of a topic tree. Levels without children keep no dictionary.</summary>
internal sealed class TopicNode<T>
    where T : class
{
    private Dictionary<byte[], TopicNode<T>>? _children;

    public T? Value { get; set; }

    public bool IsEmpty => Value is null && _children is not { Count: > 0 };

    public Dictionary<byte[], TopicNode<T>>.ValueCollection? Children => _children?.Values;

    public IEnumerable<KeyValuePair<byte[], TopicNode<T>>> Levels => _children ?? [];

    public TopicNode<T>? Find(ReadOnlySpan<byte> level) =>
        _children is { } children && children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(level, out var child) ? child : null;

    /// <summary>The node at the end of a path, made where it is missing.</summary>
    public TopicNode<T> GetOrAdd(ReadOnlySpan<byte> path)
    {
        var node = this;
        while (true)
        {
            var level = Level(path, out var isLast);
            var children = node._children ??= new Dictionary<byte[], TopicNode<T>>(Utf8Comparer.Instance);
            if (!children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(level, out var child))
            {
                children.Add(level.ToArray(), child = new TopicNode<T>());
            }

            if (isLast)
            {
                return child;
            }

            node = child;
            path = path[(level.Length + 1)..];
        }
    }

    /// <summary>The node at the end of a path, or null.</summary>
    public TopicNode<T>? FindPath(ReadOnlySpan<byte> path)
    {
        var node = this;
        while (true)
        {
            var level = Level(path, out var isLast);
            if (node.Find(level) is not { } child || isLast)
            {
                return node.Find(level);
            }

            node = child;
            path = path[(level.Length + 1)..];
        }
    }

    /// <summary>Takes away the nodes of a path that hold nothing any more.</summary>
    public void Prune(ReadOnlySpan<byte> path)
    {
        var level = Level(path, out var isLast);
        if (Find(level) is not { } child)
        {
            return;
        }

        if (!isLast)
        {
            child.Prune(path[(level.Length + 1)..]);
        }

        if (child.IsEmpty)
        {
            _children!.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(level);
        }
    }

    public static ReadOnlySpan<byte> Level(ReadOnlySpan<byte> path, out bool isLast)
    {
        var slash = path.IndexOf((byte)'/');
        isLast = slash < 0;
        return isLast ? path : path[..slash];
    }
}
