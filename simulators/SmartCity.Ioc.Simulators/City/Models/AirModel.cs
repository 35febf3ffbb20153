using SmartCity.Ioc.Simulators.City.Incidents;

namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>An air station: regional haze, the traffic of its place, and smoke.</summary>
internal sealed class AirModel : IDeviceModel
{
    public void Measure(in Situation situation, Measurement measurement)
    {
        var traffic = Conditions.Bustle(situation.Local) * (0.3 + (0.7 * situation.Trait(0)));
        var wind = situation.Conditions.Wind(situation.Local, situation.Place);
        var smoke = situation.Strength(IncidentKind.Pollution);
        var dust = (situation.Conditions.Haze(situation.Local, situation.Place) * (0.8 + (0.4 * situation.Trait(1))))
            + (14 * traffic / (1 + (0.2 * wind)));
        dust = (dust * (1 + (0.06 * situation.Wander(1, 60)))) + (smoke * (150 + (8 * situation.Wander(2, 30))));
        dust *= 1 + (0.02 * situation.Jitter(1));
        var sun = Math.Max(0, Math.Cos((situation.Local.TimeOfDay.TotalHours - 13.5) * Math.PI / 11));
        measurement.Set("pm25", Math.Max(2, dust));
        measurement.Set("pm10", Math.Max(4, (dust * 1.45) + (6 * traffic)));
        measurement.Set("temp", situation.Conditions.Temperature(situation.Local, situation.Place) + (0.8 * (situation.Trait(2) - 0.5))
            + (11 * situation.Strength(IncidentKind.HeatWave)));
        measurement.Set("humidity", situation.Conditions.Humidity(situation.Local, situation.Place));
        measurement.Set("no2", Math.Max(1, 8 + (58 * traffic * (1 + (0.1 * situation.Wander(3, 80)))) + (40 * smoke)));
        measurement.Set("o3", Math.Max(2, 22 + (75 * sun) - (15 * traffic) + situation.Jitter(2)));
        measurement.Set("co", 0.25 + (1.1 * traffic) + (3 * smoke));
    }
}
