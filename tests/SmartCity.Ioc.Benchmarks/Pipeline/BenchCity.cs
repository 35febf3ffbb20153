using SmartCity.Ioc.City;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>A province of fifty wards with devices of one kind, all declared, that send eight metrics of two places.</summary>
internal static class BenchCity
{
    public const int Metrics = 8;

    public static CityModel Of(int devices, TimeSpan interval, bool percentiles = false)
    {
        var place = new GeoPoint(10.35, 107.08);
        var name = new LocalizedText("bench", "bench");
        return new CityModel
        {
            Id = "bench",
            Name = name,
            TimeZone = "Asia/Ho_Chi_Minh",
            Zones = new ZoneTree(
            [
                new Zone(0, "province", name, ZoneLevel.Province, -1, place),
                .. Enumerable.Range(1, 5).Select(i => new Zone(i, $"city-{i}", name, ZoneLevel.City, 0, place)),
                .. Enumerable.Range(6, 50).Select(i => new Zone(i, $"ward-{i}", name, ZoneLevel.Ward, 1 + (i % 5), place)),
            ]),
            Kinds =
            [
                new DeviceKind(
                    0, "sensor", name, Domain.Environment, interval, 3 * interval,
                    [.. Enumerable.Range(0, Metrics).Select(i => new MetricDefinition($"m{i}", name, string.Empty, 0, 100, 2, percentiles))]),
            ],
            Devices = [.. Enumerable.Range(0, devices).Select(i => new DeviceDefinition(Id(i), Zone(i), 0, name, place, null))],
            Rules = [],
        };
    }

    public static string Id(int device) => $"device-{device:D7}";

    public static int Zone(int device) => 6 + (device % 50);
}
