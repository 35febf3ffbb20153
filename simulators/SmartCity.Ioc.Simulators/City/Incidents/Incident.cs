using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Simulators.City.Incidents;

/// <summary>One incident: where, when and how far it reaches.</summary>
/// <param name="Number">1, 2, 3, … in the order of their begins.</param>
/// <param name="Device">The device in its middle.</param>
/// <param name="From">Since the simulation's start.</param>
/// <param name="Ramp">How long it takes to reach its full strength, and to fade.</param>
/// <param name="RadiusMetres">0 for one that touches its device only.</param>
internal sealed record Incident(
    int Number, IncidentKind Kind, SimulatedDevice Device, TimeSpan From, TimeSpan To, TimeSpan Ramp, double RadiusMetres)
{
    private const double MetresPerDegree = 111_320;

    /// <summary>0 to 1 at a place and a time: full in the middle, fading to the edge and at both ends.</summary>
    public double Strength(SimulatedDevice device, TimeSpan elapsed)
    {
        if (elapsed < From || elapsed >= To)
        {
            return 0;
        }

        if (ReferenceEquals(device, Device))
        {
            return Envelope(elapsed);
        }

        if (RadiusMetres == 0)
        {
            return 0;
        }

        var distance = Distance(device.Location, Device.Location) / RadiusMetres;
        return distance >= 1 ? 0 : (1 - (distance * distance)) * Envelope(elapsed);
    }

    private double Envelope(TimeSpan elapsed) =>
        Ramp <= TimeSpan.Zero ? 1 : Math.Clamp(Math.Min((elapsed - From) / Ramp, (To - elapsed) / Ramp), 0, 1);

    /// <summary>Metres on a plane; good to a thousandth over a city.</summary>
    private static double Distance(GeoPoint a, GeoPoint b)
    {
        var north = (a.Lat - b.Lat) * MetresPerDegree;
        var east = (a.Lon - b.Lon) * MetresPerDegree * Math.Cos(a.Lat * Math.PI / 180);
        return Math.Sqrt((north * north) + (east * east));
    }
}
