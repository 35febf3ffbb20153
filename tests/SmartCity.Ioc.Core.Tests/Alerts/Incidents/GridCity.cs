using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Incidents;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Territory;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Alerts.Incidents;

/// <summary>
/// A province with the district <c>east</c> and its wards <c>e0</c>, <c>e1</c>, …: a feeder <c>pwr-1</c>, switches <c>sw-0</c>, <c>sw-1</c>, …
/// (one a ward, fed by the feeder) and cameras <c>cam-000</c>, … (each at the switch of its ward); two river gauges <c>up</c> and <c>down</c>.
/// </summary>
internal static class GridCity
{
    public const int Switches = 6;

    public static AlertRule PowerLost { get; } = SmallCity.Threshold("power-lost", 0, "voltage", 100, comparison: Comparison.Below, severity: Severity.Major);

    public static AlertRule SwitchOffline { get; } = SmallCity.Offline("switch-offline", 1);

    public static AlertRule CameraOffline { get; } = SmallCity.Offline("camera-offline", 2);

    public static AlertRule Intruder { get; } = SmallCity.Threshold("intruder", 2, "persons", 1, severity: Severity.Critical);

    public static AlertRule Crowding { get; } = SmallCity.Threshold("crowding", 2, "crowd", 10, severity: Severity.Critical) with
    {
        Levels =
        [
            new RuleLevel(Severity.Minor, new ThresholdCondition("crowd", Comparison.AtOrAbove, 10, 10, TimeSpan.Zero, TimeSpan.Zero)),
            new RuleLevel(Severity.Critical, new ThresholdCondition("crowd", Comparison.AtOrAbove, 20, 20, TimeSpan.Zero, TimeSpan.Zero)),
        ],
    };

    public static AlertRule WaterHigh { get; } = SmallCity.Threshold("water-high", 3, "level", 4, severity: Severity.Major);

    public static CityModel Create(int cameras, bool withTopology = true) => new()
    {
        Id = "grid",
        Name = SmallCity.Text("Grid"),
        TimeZone = "Asia/Ho_Chi_Minh",
        Zones = new ZoneTree(
        [
            Zone(0, "prov", ZoneLevel.Province, -1),
            Zone(1, "east", ZoneLevel.City, 0),
            .. Enumerable.Range(0, Switches).Select(ward => Zone(2 + ward, $"e{ward}", ZoneLevel.Ward, 1)),
        ]),
        Kinds =
        [
            Kind(0, "power", "voltage"), Kind(1, "switch", "load"), Kind(2, "camera", "persons"), Kind(3, "water", "level"),
        ],
        Devices =
        [
            Device("pwr-1", 1, 0),
            .. Enumerable.Range(0, Switches).Select(ward => Device($"sw-{ward}", 2 + ward, 1)),
            .. Enumerable.Range(0, cameras).Select(camera => Device(Camera(camera), 2 + (camera % Switches), 2)),
            Device("up", 2, 3), Device("down", 3, 3),
        ],
        Rules = [PowerLost, SwitchOffline, CameraOffline, Intruder, Crowding, WaterHigh],
        Topology = withTopology ? Topology(cameras) : [],
    };

    public static string Camera(int number) => $"cam-{number:000}";

    private static TopologyRelation[] Topology(int cameras) =>
    [
        new TopologyRelation(
            "power", SmallCity.Text("Power"), TopologyEffect.Suppress, ["power-lost", "switch-offline"], ["switch-offline", "camera-offline", "intruder", "crowding"],
            TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(2),
            [
                new TopologyLink("pwr-1", [.. Enumerable.Range(0, Switches).Select(ward => $"sw-{ward}")]),
                .. Enumerable.Range(0, Switches).Select(ward => new TopologyLink(
                    $"sw-{ward}", [.. Enumerable.Range(0, cameras).Where(camera => camera % Switches == ward).Select(Camera)])),
            ]),
        new TopologyRelation(
            "river", SmallCity.Text("River"), TopologyEffect.Group, ["water-high"], ["water-high"], TimeSpan.FromHours(6), TimeSpan.FromMinutes(2),
            [new TopologyLink("up", ["down"])]),
    ];

    private static Zone Zone(int index, string id, ZoneLevel level, int parent) =>
        new(index, id, SmallCity.Text(id), level, parent, new GeoPoint(10.35, 107.08));

    private static DeviceKind Kind(int index, string id, string metric) => new(
        index, id, SmallCity.Text(id), Domain.Infrastructure, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30),
        [new MetricDefinition(metric, SmallCity.Text(metric), string.Empty, -1000, 1000, 1, false)]);

    private static DeviceDefinition Device(string id, int zone, int kind) =>
        new(id, zone, kind, SmallCity.Text(id), new GeoPoint(10.35, 107.08), null);
}
