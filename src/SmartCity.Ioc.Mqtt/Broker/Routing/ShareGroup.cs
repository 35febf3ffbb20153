namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>The members of one shared subscription. Guarded by the tree's lock.</summary>
internal sealed class ShareGroup(string name)
{
    private int _next;

    public string Name { get; } = name;

    public List<Subscription> Members { get; } = [];

    /// <summary>
    /// Whose turn it is: round robin over the members that are connected and keep up, then the connected ones, then sleeping sessions
    /// (they keep what comes, [MQTT-4.8.2-5] allows either).
    /// </summary>
    public Subscription Choose()
    {
        Subscription? connected = null;
        for (var i = 0; i < Members.Count; i++)
        {
            var at = (_next + i) % Members.Count;
            var member = Members[at];
            if (member.Session.IsConnected)
            {
                if (!member.Session.IsBehind)
                {
                    _next = at + 1;
                    return member;
                }

                connected ??= member;
            }
        }

        var chosen = connected ?? Members[_next % Members.Count];
        _next = (_next + 1) % Members.Count;
        return chosen;
    }
}
