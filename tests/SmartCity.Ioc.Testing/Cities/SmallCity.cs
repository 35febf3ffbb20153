using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Testing.Cities;

/// <summary>
/// A city small enough to keep in one's head: province <c>prov</c> above cities <c>east</c> and <c>west</c>, wards <c>e1</c>, <c>e2</c>,
/// <c>w1</c>; kinds <c>air</c> (pm25, temp; every 10 s, offline after 30 s) and <c>camera</c> (vehicles, speed); devices <c>air-1</c>
/// (e1), <c>air-2</c> (w1), <c>cam-1</c> (e1), <c>cam-2</c> (e2); indicators <c>beds</c> (e1, health, daily, lower is better) and
/// <c>on-time</c> (west, public services, monthly, higher is better).
/// </summary>
public static class SmallCity
{
    public static LocalizedText Text(string name) => new(name, name);

    public static CityModel Create(params AlertRule[] rules) => new()
    {
        Id = "small",
        Name = Text("Small"),
        TimeZone = "Asia/Ho_Chi_Minh",
        Zones = new ZoneTree(
        [
            Zone(0, "prov", ZoneLevel.Province, -1),
            Zone(1, "east", ZoneLevel.City, 0),
            Zone(2, "west", ZoneLevel.City, 0),
            Zone(3, "e1", ZoneLevel.Ward, 1),
            Zone(4, "e2", ZoneLevel.Ward, 1),
            Zone(5, "w1", ZoneLevel.Ward, 2),
        ]),
        Kinds =
        [
            new DeviceKind(0, "air", Text("Air"), Domain.Environment, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30),
                [new MetricDefinition("pm25", Text("PM2.5"), "µg/m³", 0, 1000, 1, true), new MetricDefinition("temp", Text("Temperature"), "°C", -40, 60, 1, false)]),
            new DeviceKind(1, "camera", Text("Camera"), Domain.Security, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10),
                [new MetricDefinition("vehicles", Text("Vehicles"), string.Empty, 0, 500, 0, false), new MetricDefinition("speed", Text("Speed"), "km/h", 0, 250, 1, false)]),
        ],
        Devices =
        [
            Device("air-1", 3, 0), Device("air-2", 5, 0), Device("cam-1", 3, 1), Device("cam-2", 4, 1),
        ],
        Rules = rules,
        Indicators =
        [
            new IndicatorDefinition("beds", Text("Beds"), Domain.Health, "%", IndicatorDirection.Lower, 85, 95, 3, TimeSpan.FromDays(1), "Sở Y tế", 1)
            {
                Min = 0,
                Max = 150,
            },
            new IndicatorDefinition("on-time", Text("On time"), Domain.PublicServices, "%", IndicatorDirection.Higher, 95, 90, 2, TimeSpan.FromDays(30), "Trung tâm", 1),
        ],
        Calendar = new HolidayCalendar(TimeZoneInfo.FindSystemTimeZoneById("Asia/Ho_Chi_Minh"), []),
    };

    /// <summary>A threshold rule on a metric of a kind, everywhere.</summary>
    public static AlertRule Threshold(
        string id, int kind, string metric, double threshold, double? clear = null, Comparison comparison = Comparison.AtOrAbove,
        TimeSpan @for = default, TimeSpan clearFor = default, Severity severity = Severity.Major, IReadOnlyList<string>? devices = null) =>
        new(id, 1, Text(id), Text("look"), "centre", "test", severity, Domain.Environment, [kind], [], devices ?? [],
            new ThresholdCondition(metric, comparison, threshold, clear ?? threshold, @for, clearFor));

    public static AlertRule Offline(string id, int kind, TimeSpan @for = default) =>
        new(id, 1, Text(id), Text("look"), "centre", "test", Severity.Minor, Domain.Security, [kind], [], [], new OfflineCondition(@for));

    private static Zone Zone(int index, string id, ZoneLevel level, int parent) => new(index, id, Text(id), level, parent, new GeoPoint(10.35, 107.08));

    private static DeviceDefinition Device(string id, int zone, int kind) => new(id, zone, kind, Text(id), new GeoPoint(10.35, 107.08), null);
}
