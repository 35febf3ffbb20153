using SmartCity.Ioc.Simulators.City.Incidents;

namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>A hospital's admissions: queues in the morning, beds that change slowly.</summary>
internal sealed class HospitalModel : IDeviceModel
{
    public void Measure(in Situation situation, Measurement measurement)
    {
        var surge = situation.Strength(IncidentKind.PatientSurge);
        var beds = 80 + Math.Round(420 * situation.Trait(0));
        var occupancy = 74 + (12 * situation.Trait(1)) + (3 * situation.Wander(1, 3600));
        occupancy += surge * (100 - occupancy);
        var waiting = beds * 0.3 * Conditions.Bustle(situation.Local) * (1 + (0.15 * situation.Wander(2, 300)));
        measurement.Set("waiting", waiting + (surge * beds * 0.2));
        measurement.Set("beds_free", Math.Round(beds * (100 - occupancy) / 100));
        measurement.Set("occupancy", occupancy);
    }
}
