using SmartCity.Ioc.Simulators.City.Incidents;

namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>A weather station.</summary>
internal sealed class WeatherModel : IDeviceModel
{
    public void Measure(in Situation situation, Measurement measurement)
    {
        var (conditions, local, place) = (situation.Conditions, situation.Local, situation.Place);
        var burst = situation.Strength(IncidentKind.Cloudburst);
        var squall = situation.Strength(IncidentKind.Squall);
        var wind = conditions.Wind(local, place) + (9 * squall) + (3 * burst);
        measurement.Set("temp", conditions.Temperature(local, place) - (3 * burst) + (11 * situation.Strength(IncidentKind.HeatWave)) + (0.2 * situation.Wander(1, 120)));
        measurement.Set("humidity", Math.Min(99, conditions.Humidity(local, place) + (10 * burst)));
        measurement.Set("wind", wind * (1 + (0.1 * situation.Wander(2, 10))));
        measurement.Set("gust", (wind * (1.35 + (0.1 * situation.Wander(3, 10)))) + (8 * squall));
        measurement.Set("rain", conditions.Rain(local, place) + (85 * burst));
        // Two small maxima a day, as in all the tropics, at 10 and 22 hours.
        measurement.Set("pressure", 1009 + (1.4 * Math.Cos((local.TimeOfDay.TotalHours - 10) * Math.PI / 6)) - (2 * squall));
    }
}
