using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Evidence;

/// <summary>What active holds keep from retention, by owner: each device and zone with its span.</summary>
public sealed class HeldSpans(IEvidenceStore evidence, CityRegistry registry)
{
    /// <summary>The devices of a zone and of those below it, as they are now; of a device itself.</summary>
    public IReadOnlyList<string> DevicesNow(AggregateScope scope, string owner)
    {
        if (scope == AggregateScope.Device)
        {
            return [owner];
        }

        return registry.Zones.TryGet(owner, out var zone)
            ? [.. Enumerable.Range(0, registry.DeviceCount).Select(registry.Device).Where(d => registry.Zones.IsWithin(d.Zone, zone.Index)).Select(d => d.Id)]
            : [];
    }

    /// <summary>Also notes which devices have come into held zones, so that they stay held when they leave.</summary>
    /// <exception cref="StoreUnavailableException">It is not known what is held.</exception>
    public IReadOnlyList<HeldSpan> Active(long nowNanos)
    {
        if (!evidence.IsWhole)
        {
            throw new StoreUnavailableException("Holds were lost with a damaged evidence.db; nothing is dropped until its copy (evidence.db.corrupt-…) is recovered or removed.");
        }

        var spans = new List<HeldSpan>();
        foreach (var hold in evidence.List().Where(h => h.IsActive(nowNanos)))
        {
            var known = evidence.DevicesOf(hold.Id);
            var come = DevicesNow(hold.Scope, hold.Owner).Except(known, StringComparer.Ordinal).ToList();
            if (come.Count > 0)
            {
                evidence.Cover(hold.Id, come);
            }

            spans.AddRange(known.Concat(come).Select(d => new HeldSpan(AggregateScope.Device, d, hold.FromNanos, hold.ToNanos)));
            if (hold.Scope == AggregateScope.Zone && registry.Zones.TryGet(hold.Owner, out var zone))
            {
                spans.AddRange(registry.Zones.Zones.Where(z => registry.Zones.IsWithin(z.Index, zone.Index))
                    .Select(z => new HeldSpan(AggregateScope.Zone, z.Id, hold.FromNanos, hold.ToNanos)));
            }
        }

        return spans;
    }
}
