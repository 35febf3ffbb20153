using SmartCity.Ioc.Simulators.City.Incidents;

namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>A water gauge: the tide at the coast and in the estuaries, run-off everywhere.</summary>
internal sealed class WaterModel : IDeviceModel
{
    /// <summary>Standing and upland waters have no tide; the gauge's name says which it is (lake or reservoir, brook).</summary>
    private static readonly string[] WithoutTide = ["Hồ ", "Suối "];

    public void Measure(in Situation situation, Measurement measurement)
    {
        var name = situation.Device.Name;
        var tidal = !Array.Exists(WithoutTide, word => name.Contains(word, StringComparison.Ordinal));
        var burst = situation.Strength(IncidentKind.Cloudburst);
        var flood = situation.Strength(IncidentKind.Flood);
        var left = situation.Conditions.RainLeft(situation.Local, situation.Place);
        var level = (tidal ? 2.3 + situation.Conditions.Tide(situation.Local) : 1.1 + situation.Trait(0))
            + (Math.Min(1, 0.02 * left) * (0.5 + (0.5 * situation.Trait(1)))) + (0.01 * situation.Wander(1, 45));
        // A flood brings any gauge to the same height over its banks, at high tide and at low.
        level += flood * Math.Max(0, 5.3 - level);
        measurement.Set("level", level);
        measurement.Set("rain", situation.Conditions.Rain(situation.Local, situation.Place) + (85 * burst) + (25 * flood));
        measurement.Set("turbidity", Math.Max(1, 18 + (6 * left) + (300 * flood) + (4 * situation.Wander(2, 120))));
    }
}
