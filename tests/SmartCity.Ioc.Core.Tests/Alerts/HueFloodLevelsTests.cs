using System.Globalization;
using System.IO.Compression;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Territory;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Alerts;

/// <summary>The recorded gauges of Huế (flood of November 2025) against the official level changes that the recording implies.</summary>
public sealed class HueFloodLevelsTests
{
    private static readonly Dictionary<string, (double Bd1, double Bd2, double Bd3)> Limits = new()
    {
        ["71520"] = (1.0, 2.0, 3.5),
        ["71518"] = (1.5, 3.0, 4.5),
    };

    [SkippableFact]
    public void Engine_RecordedGaugesOfHue_ChangesLevelExactlyWhenTheRecordingDoes()
    {
        var run = new EngineRun(Hue());
        var events = new List<string>();
        foreach (var (station, at, level) in Readings(SharedData.Require("water_vietnam/readings.csv.gz")))
        {
            var before = run.Transitions.Count;
            run.Read(station, "level", level, at - (EngineRun.Epoch / EngineRun.Second));
            foreach (var transition in run.Transitions.Skip(before))
            {
                transition.EventTimeNanos.Should().Be(at * EngineRun.Second);
                events.Add($"{at} {transition.Alert.Rule} {(transition.Action == "cleared" ? "down" : "up")}");
            }
        }

        var expected = new List<string>();
        foreach (var line in File.ReadLines(SharedData.Require("water_vietnam/alert_transitions.csv")).Skip(1))
        {
            var cells = line.Split(',');
            if (!Limits.ContainsKey(cells[1]))
            {
                continue;
            }

            // Level 4 ("historic") is no alarm level of its own here: 3 to 4 changes no alert.
            var (from, to) = (Math.Min(3, Level(cells[2])), Math.Min(3, Level(cells[3])));
            var at = DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture).ToUnixTimeSeconds();
            for (var step = Math.Min(from, to) + 1; step <= Math.Max(from, to); step++)
            {
                expected.Add($"{at} bd{step}-{cells[1]} {(to > from ? "up" : "down")}");
            }
        }

        // The recording begins with the rivers where they are: a first reading above a limit raises without a change in the file.
        var first = Readings(SharedData.Require("water_vietnam/readings.csv.gz")).GroupBy(r => r.Station).ToDictionary(g => g.Key, g => g.First());
        foreach (var (station, limits) in Limits)
        {
            var (_, at, level) = first[station];
            double[] steps = [limits.Bd1, limits.Bd2, limits.Bd3];
            expected.AddRange(steps.Where(limit => level >= limit).Select((_, step) => $"{at} bd{step + 1}-{station} up"));
        }

        expected.Count.Should().BeGreaterThan(15);
        events.Order(StringComparer.Ordinal).Should().Equal(expected.Order(StringComparer.Ordinal));
    }

    private static int Level(string cell) => (int)double.Parse(cell, CultureInfo.InvariantCulture);

    private static List<(string Station, long At, double Level)> Readings(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var readings = new List<(string Station, long At, double Level)>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            if (Limits.ContainsKey(cells[2]))
            {
                readings.Add((cells[2], DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture).ToUnixTimeSeconds(), double.Parse(cells[3], CultureInfo.InvariantCulture)));
            }
        }

        return [.. readings.OrderBy(r => r.At)];
    }

    private static CityModel Hue()
    {
        var rules = Limits.SelectMany(station => new[] { ("bd1", station.Value.Bd1), ("bd2", station.Value.Bd2), ("bd3", station.Value.Bd3) }
            .Select(limit => SmallCity.Threshold($"{limit.Item1}-{station.Key}", 0, "level", limit.Item2, devices: [station.Key])));
        return new CityModel
        {
            Id = "hue",
            Name = SmallCity.Text("Huế"),
            TimeZone = "Asia/Ho_Chi_Minh",
            Zones = new ZoneTree([new Zone(0, "hue", SmallCity.Text("Huế"), ZoneLevel.City, -1, new GeoPoint(16.46, 107.59))]),
            Kinds = [new DeviceKind(0, "water", SmallCity.Text("Water"), Domain.Environment, TimeSpan.FromHours(1), TimeSpan.FromHours(12), [])],
            Devices = [.. Limits.Keys.Select(id => new DeviceDefinition(id, 0, 0, SmallCity.Text(id), new GeoPoint(16.4, 107.5), null))],
            Rules = [.. rules],
        };
    }
}
