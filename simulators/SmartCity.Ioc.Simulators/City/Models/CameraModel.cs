using SmartCity.Ioc.Simulators.City.Incidents;

namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>A camera with analytics: what it sees, and how well its picture comes through.</summary>
internal sealed class CameraModel : IDeviceModel
{
    public void Measure(in Situation situation, Measurement measurement)
    {
        var (load, speed) = TrafficModel.Road(situation);
        var vehicles = Math.Max(0, (38 * load * (1 + (0.3 * situation.Wander(4, 12)))) + (25 * situation.Strength(IncidentKind.Congestion)));
        var persons = Math.Max(0,
            (45 * Conditions.Visitors(situation.Local) * situation.Trait(3) * (1 + (0.25 * situation.Wander(5, 20))))
            + (260 * situation.Strength(IncidentKind.Crowd)));
        var rate = (25 + (0.6 * situation.Wander(6, 15))) * (1 - (0.8 * situation.Strength(IncidentKind.SlowCamera)));
        measurement.Set("vehicles", vehicles);
        measurement.Set("persons", persons);
        measurement.Set("speed", speed);
        measurement.Set("fps", rate);
        measurement.Set("bitrate", (900 + (22 * vehicles) + (6 * persons)) * rate / 25 * (1 + (0.05 * situation.Wander(7, 9))));

        // At night and in a slow picture fewer plates can be read.
        var readable = Math.Min(0.5, vehicles / 50) * Math.Min(1, rate / 20);
        measurement.Plates = Noise.Unit(situation.Seed, situation.Device.Stream + 5, situation.Device.Messages) < readable ? 1 : 0;
    }
}
