using SmartCity.Ioc.Simulators.City.Incidents;

namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>A noise meter: traffic by day, people at night, a crowd nearby.</summary>
internal sealed class NoiseModel : IDeviceModel
{
    public void Measure(in Situation situation, Measurement measurement)
    {
        var life = Math.Max(Conditions.Bustle(situation.Local), 0.7 * Conditions.Visitors(situation.Local));
        var level = 44 + (9 * situation.Trait(0)) + (14 * Math.Sqrt(life)) + (2.2 * situation.Wander(1, 20))
            + (32 * situation.Strength(IncidentKind.Noise)) + (12 * situation.Strength(IncidentKind.Crowd));
        measurement.Set("laeq", level);
        measurement.Set("lmax", level + 6 + (4 * Math.Abs(situation.Wander(2, 10))));
    }
}
