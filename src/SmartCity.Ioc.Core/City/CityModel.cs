using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.Alerts.Incidents;
using SmartCity.Ioc.City.Decoding;
using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.City;

/// <summary>A city as its folder of YAML describes it: immutable, valid, all references resolved to indexes.</summary>
public sealed record CityModel
{
    public required string Id { get; init; }

    public required LocalizedText Name { get; init; }

    /// <summary>IANA name of the zone in which days begin (<c>Asia/Ho_Chi_Minh</c>).</summary>
    public required string TimeZone { get; init; }

    public required ZoneTree Zones { get; init; }

    /// <summary>How zones lie on the map; empty for a city that has no geometry of its own.</summary>
    public IReadOnlyList<ZoneBoundary> Boundaries { get; init; } = [];

    /// <summary>Kinds, each at its own <see cref="DeviceKind.Index"/>.</summary>
    public required IReadOnlyList<DeviceKind> Kinds { get; init; }

    public required IReadOnlyList<DeviceDefinition> Devices { get; init; }

    public required IReadOnlyList<AlertRule> Rules { get; init; }

    /// <summary>When the operators' shifts begin, by the city's clock, in order.</summary>
    public IReadOnlyList<TimeOnly> Shifts { get; init; } = [new(6, 0), new(14, 0), new(22, 0)];

    /// <summary>What depends on what; empty for a city that does not say.</summary>
    public IReadOnlyList<TopologyRelation> Topology { get; init; } = [];

    /// <summary>The figures of its scorecards; empty for a city that does not say.</summary>
    public IReadOnlyList<IndicatorDefinition> Indicators { get; init; } = [];

    /// <summary>What its rules look for by name.</summary>
    public IReadOnlyList<WatchList> WatchLists { get; init; } = [];

    /// <summary>Its holidays; days begin in <see cref="TimeZone"/>.</summary>
    public HolidayCalendar Calendar { get; init; } = new(TimeZoneInfo.Utc, []);

    /// <summary>Who may come in over MQTT, or null for a city that does not say.</summary>
    public AccessPolicy? Access { get; init; }

    /// <summary>How messages beside the contract's own are read, as the city's folder says now. What is in force stands in the journal.</summary>
    public DecoderSet Decoders { get; init; } = DecoderSet.Empty;
}
