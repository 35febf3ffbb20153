namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>The model of each kind, by the kind's id in the city's YAML.</summary>
internal static class DeviceModels
{
    private static readonly IDeviceModel Unknown = new WanderingModel();

    private static readonly Dictionary<string, IDeviceModel> ByKind = new(StringComparer.Ordinal)
    {
        ["air"] = new AirModel(),
        ["camera"] = new CameraModel(),
        ["crowd"] = new CrowdModel(),
        ["hospital"] = new HospitalModel(),
        ["lighting"] = new LightingModel(),
        ["noise"] = new NoiseModel(),
        ["parking"] = new ParkingModel(),
        ["switch"] = new SwitchModel(),
        ["traffic"] = new TrafficModel(),
        ["water"] = new WaterModel(),
        ["weather"] = new WeatherModel(),
    };

    public static IDeviceModel For(string kind) => ByKind.GetValueOrDefault(kind, Unknown);

    private sealed class WanderingModel : IDeviceModel
    {
        public void Measure(in Situation situation, Measurement measurement)
        {
            // Nothing known of this kind: all of its metrics wander within their ranges.
        }
    }
}
