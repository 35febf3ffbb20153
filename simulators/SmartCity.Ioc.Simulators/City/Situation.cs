using SmartCity.Ioc.City;
using SmartCity.Ioc.Simulators.City.Incidents;

namespace SmartCity.Ioc.Simulators.City;

/// <summary>Everything that a model may look at when it measures.</summary>
/// <param name="Local">The city's own time of day: runs faster than <paramref name="Elapsed"/> with <c>--speed</c>.</param>
/// <param name="Elapsed">Since the simulation's start.</param>
internal readonly record struct Situation(
    ulong Seed, SimulatedDevice Device, DateTime Local, TimeSpan Elapsed, Conditions Conditions, IncidentPlan Incidents)
{
    public GeoPoint Place => Device.Location;

    /// <summary>A trait of the device for its whole life, 0 to 1: how busy its place is, how large it is.</summary>
    public double Trait(int which) => Noise.Unit(Seed, Device.Stream, -1 - which);

    /// <summary>The device's own wandering, -1 to 1, a new direction every so many seconds. Each use has its own number.</summary>
    public double Wander(int which, double seconds) =>
        Noise.Smooth(Seed, Device.Stream + ((ulong)which * 7919), Elapsed.TotalSeconds / seconds);

    /// <summary>What a sensor adds of its own to each message, -1 to 1: no two readings of a living one are the same.</summary>
    public double Jitter(int which) => (2 * Noise.Unit(Seed, Device.Stream + ((ulong)which * 104_729), Device.Messages)) - 1;

    /// <summary>How strongly incidents of a kind touch the device, 0 to 1.</summary>
    public double Strength(IncidentKind kind) => Incidents.Strength(kind, Device, Elapsed);
}
