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
    /// <summary>An operator said where it stands: its own topic does not move it.</summary>
    public bool IsPlaced { get; init; }

    /// <summary>How often it should speak, where somebody said so of this device.</summary>
    public TimeSpan? DeclaredInterval { get; init; }

    /// <summary>How often it was seen to speak. Only of one of which nobody said it: see <see cref="IsLearning"/>.</summary>
    public TimeSpan? LearnedInterval { get; init; }

    /// <summary>Nobody said how often it should speak: neither of it, nor of its kind where somebody put it into the city's files.</summary>
    public bool IsLearning { get; init; }

    /// <summary>It registered itself, and somebody who looked at it would not have it.</summary>
    public bool IsRejected { get; init; }
}
