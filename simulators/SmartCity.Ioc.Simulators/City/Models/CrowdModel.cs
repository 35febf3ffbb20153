using SmartCity.Ioc.Simulators.City.Incidents;

namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>A crowd counter over a square or a stretch of beach.</summary>
internal sealed class CrowdModel : IDeviceModel
{
    public void Measure(in Situation situation, Measurement measurement)
    {
        var density = 2.4 * Conditions.Visitors(situation.Local) * (0.3 + (0.7 * situation.Trait(0))) * (1 + (0.15 * situation.Wander(1, 60)));
        density += Math.Max(0, 6.1 - density) * situation.Strength(IncidentKind.Crowd);
        var area = 300 + (900 * situation.Trait(1));
        measurement.Set("density", density);
        measurement.Set("persons", density * area);
    }
}
