using SmartCity.Ioc.Simulators.City.Incidents;

namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>A street-lighting cabinet: on from dusk to dawn.</summary>
internal sealed class LightingModel : IDeviceModel
{
    public void Measure(in Situation situation, Measurement measurement)
    {
        var hour = situation.Local.TimeOfDay.TotalHours;
        var lit = hour is < 5.5 or >= 17.9;
        var dip = situation.Strength(IncidentKind.PowerDip);
        var dark = Math.Floor(6 * situation.Trait(1) * situation.Trait(2));
        measurement.Set("power", lit ? (8 + (30 * situation.Trait(0))) * (1 - dip) : 0.1);
        measurement.Set("voltage", (224 - (6 * Conditions.Bustle(situation.Local)) + (2 * situation.Wander(1, 60))) * (1 - (0.2 * dip)));
        measurement.Set("lamps_out", dark);
    }
}
