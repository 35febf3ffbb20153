using SmartCity.Ioc.Simulators.City.Incidents;

namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>A vehicle counter: the fuller the road the slower, slower still in rain and behind flooded stretches.</summary>
internal sealed class TrafficModel : IDeviceModel
{
    public void Measure(in Situation situation, Measurement measurement)
    {
        var (load, speed) = Road(situation);
        var jam = situation.Strength(IncidentKind.Congestion);
        measurement.Set("speed", speed);
        measurement.Set("flow", (200 + (2600 * load * (0.5 + situation.Trait(1)))) * (1 - (0.7 * jam)));
        measurement.Set("occupancy", Math.Min(97, 4 + (48 * load) + (70 * jam)));
        measurement.Set("queue", Math.Max(0, (60 * (load - 0.5)) + (400 * jam * (1 + (0.2 * situation.Wander(3, 40))))));
    }

    /// <summary>How full the road at a device is (0 to 1) and how fast it goes there, in km/h.</summary>
    public static (double Load, double Speed) Road(in Situation situation)
    {
        var load = Math.Clamp(
            Conditions.Bustle(situation.Local) * (0.45 + (0.55 * situation.Trait(0))) * (1 + (0.15 * situation.Wander(1, 90))), 0, 1);
        var wet = Math.Min(1, situation.Conditions.Rain(situation.Local, situation.Place) / 30);
        var free = 38 + (22 * situation.Trait(2));
        var speed = free * (1 - (0.45 * load * load * load)) * (1 - (0.2 * wet)) * (1 + (0.08 * situation.Wander(2, 25)));
        var slowed = Math.Max(situation.Strength(IncidentKind.Congestion), 0.5 * situation.Strength(IncidentKind.Flood));
        return (load, Math.Max(2, speed * (1 - (0.88 * slowed)) * (1 + (0.015 * situation.Jitter(1)))));
    }
}
