namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>A network cabinet: some ports, an uplink that carries more by day, warm in the sun.</summary>
internal sealed class SwitchModel : IDeviceModel
{
    public void Measure(in Situation situation, Measurement measurement)
    {
        measurement.Set("ports_up", 6 + Math.Floor(10 * situation.Trait(0)));
        measurement.Set("load", Math.Clamp(20 + (25 * Conditions.Bustle(situation.Local)) + (8 * situation.Wander(1, 120)), 2, 80));
        measurement.Set("temp", situation.Conditions.Temperature(situation.Local, situation.Place) + 9 + (2 * situation.Wander(2, 600)));
    }
}
