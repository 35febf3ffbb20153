namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>All subscriptions by filter level. One lock; a publisher holds it while it collects, never while it delivers.</summary>
internal sealed class SubscriptionTree
{
    private readonly Lock _gate = new();
    private readonly TopicNode<Subscribers> _root = new();
    private volatile int _count;

    /// <summary>0 lets a publisher skip routing altogether.</summary>
    public int Count => _count;

    public void Add(Subscription subscription)
    {
        lock (_gate)
        {
            var node = _root.GetOrAdd(subscription.Filter);
            (node.Value ??= new Subscribers()).Add(subscription);
            _count++;
        }
    }

    public void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            if (_root.FindPath(subscription.Filter) is { Value: { } subscribers } node && subscribers.Remove(subscription))
            {
                _count--;
                if (subscribers.IsEmpty)
                {
                    node.Value = null;
                    _root.Prune(subscription.Filter);
                }
            }
        }
    }

    /// <summary>Appends every subscription that a topic name matches, and of each share group the one whose turn it is.</summary>
    public void Match(ReadOnlySpan<byte> topic, List<Subscription> found)
    {
        lock (_gate)
        {
            Match(_root, topic, topic is not [(byte)'$', ..], found);
        }
    }

    /// <summary>Whose turn it is among the members of the share that a subscription belonged to; null: nobody is left.</summary>
    public Subscription? ChooseMember(Subscription share)
    {
        lock (_gate)
        {
            return _root.FindPath(share.Filter)?.Value?.Find(share.ShareName!)?.Choose();
        }
    }

    private static void Match(TopicNode<Subscribers> node, ReadOnlySpan<byte> rest, bool wildcards, List<Subscription> found)
    {
        var level = TopicNode<Subscribers>.Level(rest, out var isLast);
        if (wildcards)
        {
            node.Find("#"u8)?.Value?.CollectInto(found);
        }

        Step(node.Find(level), level, rest, isLast, found);
        if (wildcards)
        {
            Step(node.Find("+"u8), level, rest, isLast, found);
        }
    }

    private static void Step(TopicNode<Subscribers>? child, ReadOnlySpan<byte> level, ReadOnlySpan<byte> rest, bool isLast, List<Subscription> found)
    {
        if (child is null)
        {
            return;
        }

        if (!isLast)
        {
            Match(child, rest[(level.Length + 1)..], wildcards: true, found);
            return;
        }

        child.Value?.CollectInto(found);
        child.Find("#"u8)?.Value?.CollectInto(found); // "a/#" also means "a".
    }

    private sealed class Subscribers
    {
        private readonly List<Subscription> _plain = [];
        private List<ShareGroup>? _shared;

        public bool IsEmpty => _plain.Count == 0 && _shared is not { Count: > 0 };

        public void Add(Subscription subscription)
        {
            if (subscription.ShareName is not { } name)
            {
                _plain.Add(subscription);
                return;
            }

            var group = Find(name);
            if (group is null)
            {
                (_shared ??= []).Add(group = new ShareGroup(name));
            }

            group.Members.Add(subscription);
        }

        public bool Remove(Subscription subscription)
        {
            if (subscription.ShareName is not { } name)
            {
                return _plain.Remove(subscription);
            }

            var group = Find(name);
            var removed = group is not null && group.Members.Remove(subscription);
            if (group is { Members.Count: 0 })
            {
                _shared!.Remove(group);
            }

            return removed;
        }

        public ShareGroup? Find(string name) => _shared?.Find(g => g.Name == name);

        public void CollectInto(List<Subscription> found)
        {
            found.AddRange(_plain);
            foreach (var group in _shared ?? [])
            {
                found.Add(group.Choose());
            }
        }
    }
}
