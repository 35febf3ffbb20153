using System.Text;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Topics;

/// <summary>
/// Topic bytes to device, by one look-up for a topic seen before. A device that nobody declared registers itself by speaking, within the
/// caps. Owned by the shard's thread: all registrations happen there, in the order of the journal, so that a replay repeats them.
/// </summary>
internal sealed class TopicRouter(CityRegistry registry, RegistrationOptions options, ILogger logger)
{
    // A topic costs about 150 bytes. Devices have two topics; a sender that walks through zone names could make more, so the cache
    // starts afresh when it is far past that.
    private const int SpareTopics = 64 * 1024;

    private readonly SpanTable _topics = new();
    private Route[] _routes = new Route[32];

    // How often a device's entry was swapped, modulo 2¹⁶: a route that was made of an older one does not hold.
    private readonly DeviceTable<ushort> _entries = new();
    private readonly List<int> _updated = [];
    private long _updates;

    private bool _guessesHold;
    private bool _fullLogged;

    /// <summary>Called before a device is in another zone.</summary>
    public Action? Moving { get; init; }

    private bool ZonesAreFull => registry.Zones.Count - registry.City.Zones.Count >= options.MaxZones;

    public Route Find(ReadOnlySpan<byte> topic)
    {
        if (TryFindKnown(topic, out var route))
        {
            return route;
        }

        var found = Resolve(topic);

        // What leads nowhere is not remembered: there is no end to it, and tomorrow it may lead somewhere.
        if (found.IsKnown)
        {
            Remember(topic, found);
        }

        return found;
    }

    /// <summary>Looks a topic up that led to a device before, and changes nothing.</summary>
    public bool TryFindKnown(ReadOnlySpan<byte> topic, out Route route)
    {
        var known = _topics.Find(topic);
        route = known >= 0 ? _routes[known] : default;
        return known >= 0 && IsCurrent(route);
    }

    /// <summary>Whether the route's device is as it was: its entry is swapped when it moves, and then the topic is to be looked at again.</summary>
    public bool IsCurrent(in Route route)
    {
        if (registry.Updates != _updates)
        {
            FollowUpdates();
        }

        return _entries[route.Device] == route.Entry;
    }

    /// <summary>Looks the topics of a frame up before they have their turn, each step for all of them: the cache misses of a step overlap.</summary>
    /// <param name="hashes">Of the topics.</param>
    /// <param name="routes">Gets the routes; of a topic that is not known, any.</param>
    public void Guess(ReadOnlySpan<uint> hashes, Span<(Route Route, int Topic)> routes)
    {
        foreach (var hash in hashes)
        {
            _topics.Ask(hash);
        }

        for (var i = 0; i < hashes.Length; i++)
        {
            routes[i].Topic = _topics.Guess(hashes[i]);
            if (routes[i].Topic >= 0)
            {
                _topics.AskKey(routes[i].Topic);
                CacheLines.Ask(ref _routes[routes[i].Topic]);
            }
        }

        for (var i = 0; i < hashes.Length; i++)
        {
            routes[i].Route = default;
            if (routes[i].Topic >= 0)
            {
                _topics.AskText(routes[i].Topic);
                routes[i].Route = _routes[routes[i].Topic];
                CacheLines.Ask(ref _entries[routes[i].Route.Device]);
            }
        }

        _guessesHold = true;
    }

    /// <summary>The route of a topic that was looked up before.</summary>
    public Route Find(ReadOnlySpan<byte> topic, in (Route Route, int Topic) guess) =>
        _guessesHold && guess.Route.IsKnown && topic.SequenceEqual(_topics.Key(guess.Topic)) && IsCurrent(guess.Route)
            ? guess.Route
            : Find(topic);

    private void FollowUpdates()
    {
        _updated.Clear();
        if (!registry.TryReadUpdates(ref _updates, _updated))
        {
            _updated.AddRange(Enumerable.Range(0, registry.DeviceCount));
        }

        foreach (var device in _updated)
        {
            _entries[device]++;
        }
    }

    private void Remember(ReadOnlySpan<byte> topic, in Route route)
    {
        if (_topics.Count > (2 * registry.DeviceCount) + SpareTopics)
        {
            _topics.Clear();
            _guessesHold = false;
        }

        var index = _topics.GetOrAdd(topic);
        if (index >= _routes.Length)
        {
            Array.Resize(ref _routes, 2 * _routes.Length);
        }

        _routes[index] = route;
    }

    private Route Resolve(ReadOnlySpan<byte> topic)
    {
        if (!TopicParts.TryParse(topic, out var parts))
        {
            return Route.Nowhere(
                QuarantineReason.MalformedTopic,
                "The topic is not ioc/v1/{zone}/{kind}/{device}, each part 1 to 64 of a-z 0-9 . _ -.");
        }

        return registry.TryFindDevice(parts.Device, out var index)
            ? Check(registry.Device(index), parts)
            : Register(parts);
    }

    // A topic may name the device's zone or a wider one. Another zone is a move where the device named its zone itself, and a
    // contradiction where the city's files did.
    private Route Check(Device device, in TopicParts parts)
    {
        if (device.IsRejected)
        {
            return Route.Nowhere(QuarantineReason.UnknownDevice, $"Device '{device.Id}' registered itself and was rejected in review.");
        }

        var kind = registry.Kinds[device.Kind].Id;
        if (!registry.TryFindKind(parts.Kind, out var kindIndex) || kindIndex != device.Kind)
        {
            return Route.Nowhere(
                QuarantineReason.IdentityMismatch, $"Device '{device.Id}' is of kind '{kind}', the topic says '{Text(parts.Kind)}'.");
        }

        var zoneId = Text(parts.Zone);
        var zones = registry.Zones;
        if (zones.TryGet(zoneId, out var zone) && zones.IsWithin(device.Zone, zone.Index))
        {
            return To(device, parts);
        }

        // Its configuration may go on naming the zone in which it was before somebody moved it in the registry.
        if (device.IsPlaced)
        {
            return To(device, parts);
        }

        if (device.Declared)
        {
            return Route.Nowhere(
                QuarantineReason.IdentityMismatch,
                $"Device '{device.Id}' is declared in zone '{zones[device.Zone].Id}', the topic says '{zoneId}'.");
        }

        if (zone is null && ZonesAreFull)
        {
            return Full(device.Id, "Ioc:Registry:MaxZones");
        }

        // What is done before the move may change the entry.
        Moving?.Invoke();
        var moved = registry.Device(device.Index) with { Zone = registry.RegisterZone(zoneId).Index };
        registry.Update(moved);
        return To(moved, parts);
    }

    private Route Register(in TopicParts parts)
    {
        var id = Text(parts.Device);
        if (!options.AutoRegister)
        {
            return Route.Nowhere(QuarantineReason.UnknownDevice, $"Device '{id}' is not registered.");
        }

        var zone = Text(parts.Zone);
        var kind = Text(parts.Kind);
        var city = registry.City;
        if (registry.DeviceCount - city.Devices.Count >= options.MaxDevices)
        {
            return Full(id, "Ioc:Registry:MaxDevices");
        }

        if (ZonesAreFull && !registry.Zones.TryGet(zone, out _))
        {
            return Full(id, "Ioc:Registry:MaxZones");
        }

        if (registry.Kinds.Count - city.Kinds.Count >= options.MaxKinds && !registry.TryFindKind(parts.Kind, out _))
        {
            return Full(id, "Ioc:Registry:MaxKinds");
        }

        return To(registry.Register(zone, kind, id, options.ExpectedInterval), parts);
    }

    // After an update of its own the device's entry is followed first.
    private Route To(Device device, in TopicParts parts)
    {
        if (registry.Updates != _updates)
        {
            FollowUpdates();
        }

        return Route.To(device, parts.IsStatus, _entries[device.Index]);
    }

    private Route Full(string device, string limit)
    {
        if (!_fullLogged)
        {
            _fullLogged = true;
            logger.RegistrationFull(limit);
        }

        return Route.Nowhere(QuarantineReason.UnknownDevice, $"Device '{device}' can not register itself: {limit} is reached.");
    }

    private static string Text(ReadOnlySpan<byte> part) => Encoding.ASCII.GetString(part);
}
