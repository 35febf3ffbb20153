using System.Runtime.InteropServices;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Memory of one routing step, kept per thread: the subscriptions that match, and the copies that follow from them.</summary>
internal sealed class RouteScratch
{
    private readonly Dictionary<MqttSession, int> _bySession = [];
    private readonly List<uint> _identifiers = [];

    public List<Subscription> Found { get; } = [];

    public List<Copy> Copies { get; } = [];

    /// <summary>
    /// One copy per session however many of its filters overlap, at the highest QoS and with all identifiers (sections 3.3.4 and 4.7.3,
    /// [MQTT-3.3.4-2] to [MQTT-3.3.4-5]); a shared subscription is a copy of its own.
    /// </summary>
    public void Group(MqttSession? from, byte qos)
    {
        if (Found.Count > 1)
        {
            // Identifiers of one session have to lie together.
            foreach (var subscription in Found)
            {
                if (subscription.ShareName is null && !IsOwn(subscription, from))
                {
                    ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_bySession, subscription.Session, out _);
                    count++;
                }
            }
        }

        foreach (var subscription in Found)
        {
            if (IsOwn(subscription, from))
            {
                continue;
            }

            if (subscription.ShareName is not null || Found.Count == 1)
            {
                Add(subscription, qos);
            }
            else if (!_bySession.Remove(subscription.Session, out var overlapping))
            {
                // Merged into the session's first already.
            }
            else if (overlapping == 1)
            {
                Add(subscription, qos);
            }
            else
            {
                AddMerged(subscription.Session, from, qos);
            }
        }
    }

    public ReadOnlySpan<uint> IdentifiersOf(Copy copy) =>
        CollectionsMarshal.AsSpan(_identifiers).Slice(copy.FirstIdentifier, copy.IdentifierCount);

    public void Clear()
    {
        Found.Clear();
        Copies.Clear();
        _identifiers.Clear();
        _bySession.Clear();
    }

    private static bool IsOwn(Subscription subscription, MqttSession? from) =>
        subscription.Options.NoLocal && ReferenceEquals(subscription.Session, from); // [MQTT-3.8.3-3]

    private void Add(Subscription subscription, byte qos)
    {
        var first = _identifiers.Count;
        AddIdentifier(subscription);
        Copies.Add(new Copy(
            subscription.Session,
            Math.Min(qos, subscription.Options.Qos),
            subscription.Options.RetainAsPublished,
            first,
            _identifiers.Count - first,
            subscription.ShareName is null ? null : subscription));
    }

    private void AddMerged(MqttSession session, MqttSession? from, byte qos)
    {
        var first = _identifiers.Count;
        byte highest = 0;
        var keepsRetain = false;
        foreach (var subscription in Found)
        {
            if (ReferenceEquals(subscription.Session, session) && subscription.ShareName is null && !IsOwn(subscription, from))
            {
                highest = Math.Max(highest, subscription.Options.Qos);
                keepsRetain |= subscription.Options.RetainAsPublished;
                AddIdentifier(subscription);
            }
        }

        Copies.Add(new Copy(session, Math.Min(qos, highest), keepsRetain, first, _identifiers.Count - first, null));
    }

    private void AddIdentifier(Subscription subscription)
    {
        if (subscription.Identifier != 0)
        {
            _identifiers.Add(subscription.Identifier);
        }
    }

    /// <param name="Share">The shared subscription that it is for, or null.</param>
    internal readonly record struct Copy(
        MqttSession Session, byte Qos, bool KeepsRetain, int FirstIdentifier, int IdentifierCount, Subscription? Share);
}
