namespace SmartCity.Ioc.City;

/// <summary>A device as the city's YAML declares it.</summary>
/// <param name="Id">The topic's device part, unique in the city.</param>
/// <param name="Zone">Index of its zone in <see cref="Territory.ZoneTree"/>.</param>
/// <param name="Kind">Index of its kind in <see cref="CityModel.Kinds"/>.</param>
/// <param name="Owner">Who answers for it (<c>Công an thành phố</c>), or null.</param>
public sealed record DeviceDefinition(string Id, int Zone, int Kind, LocalizedText Name, GeoPoint Location, string? Owner)
{
    /// <summary>Alarm levels I, II and III of a gauge, or null where its kind's hold.</summary>
    public IReadOnlyList<double>? AlarmLevels { get; init; }

    /// <summary>Time between two of its messages, or null where its kind's holds.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Speed with the street empty, or null where its kind's holds.</summary>
    public double? FreeFlowSpeed { get; init; }
}
