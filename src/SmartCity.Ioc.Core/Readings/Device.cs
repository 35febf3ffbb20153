using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Readings;

/// <summary>A registered device. Immutable; a change of its entry swaps the object.</summary>
/// <param name="Index">Position in <see cref="CityRegistry"/>; never given to another device while the process lives.</param>
/// <param name="Zone">Index of its zone in the territory.</param>
/// <param name="Kind">Index of its kind in <see cref="CityRegistry.Kinds"/>.</param>
/// <param name="Location">Where it is, or null where nobody said.</param>
/// <param name="Declared">Whether the city's YAML declares it; otherwise it registered itself by speaking.</param>
public sealed record Device(int Index, string Id, int Zone, int Kind, LocalizedText Name, GeoPoint? Location, string? Owner, bool Declared)
{
    // Two numbers, the first NaN for nowhere: a nullable point takes half as much again, and there is one of these for each device.
    private readonly double _latitude = Location?.Lat ?? double.NaN;
    private readonly double _longitude = Location?.Lon ?? double.NaN;

    public GeoPoint? Location
    {
        get => double.IsNaN(_latitude) ? null : new GeoPoint(_latitude, _longitude);
        init => (_latitude, _longitude) = (value?.Lat ?? double.NaN, value?.Lon ?? double.NaN);
    }

    /// <summary>An operator said where it stands: its own topic does not move it.</summary>
    public bool IsPlaced { get; init; }

    // Most keep their kind's.
    private readonly OwnIntervals? _intervals;

    /// <summary>How often it should speak, where somebody said so of this device.</summary>
    public TimeSpan? DeclaredInterval
    {
        get => _intervals?.Declared;
        init => _intervals = OwnIntervals.Of(value, LearnedInterval);
    }

    /// <summary>How often it was seen to speak. Only of one of which nobody said it: see <see cref="IsLearning"/>.</summary>
    public TimeSpan? LearnedInterval
    {
        get => _intervals?.Learned;
        init => _intervals = OwnIntervals.Of(DeclaredInterval, value);
    }

    /// <summary>Nobody said how often it should speak: neither of it, nor of its kind where somebody put it into the city's files.</summary>
    public bool IsLearning { get; init; }

    /// <summary>It registered itself, and somebody who looked at it would not have it.</summary>
    public bool IsRejected { get; init; }

    /// <summary>Whether another entry of the device says the same of what the city's files declare.</summary>
    internal bool IsDeclaredAs(Device other) =>
        (Zone, Kind, Name, Location, Owner, DeclaredInterval) == (other.Zone, other.Kind, other.Name, other.Location, other.Owner, other.DeclaredInterval);

    private sealed record OwnIntervals(TimeSpan? Declared, TimeSpan? Learned)
    {
        public static OwnIntervals? Of(TimeSpan? declared, TimeSpan? learned) =>
            declared is null && learned is null ? null : new OwnIntervals(declared, learned);
    }
}
