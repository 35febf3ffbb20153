using SmartCity.Ioc.Simulators.City.Incidents;

namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>A car park: visitors fill some, office hours others.</summary>
internal sealed class ParkingModel : IDeviceModel
{
    public void Measure(in Situation situation, Measurement measurement)
    {
        var beach = situation.Trait(1);
        var wanted = (beach * Conditions.Visitors(situation.Local)) + ((1 - beach) * Conditions.Bustle(situation.Local));
        var occupancy = Math.Clamp(12 + (72 * wanted) + (5 * situation.Wander(1, 400)), 2, 93);
        occupancy += (100 - occupancy) * situation.Strength(IncidentKind.FullParking);
        var places = 40 + Math.Round(360 * situation.Trait(0));
        measurement.Set("occupancy", occupancy);
        measurement.Set("free", Math.Round(places * (100 - occupancy) / 100));
    }
}
