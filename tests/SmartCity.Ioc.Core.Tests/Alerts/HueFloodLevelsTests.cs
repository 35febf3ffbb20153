using System.Globalization;
using System.IO.Compression;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Core.Tests.Alerts;

/// <summary>The recorded gauges of Huế (flood of November 2025) against the official level changes that the recording implies.</summary>
public sealed class HueFloodLevelsTests
{
    private static readonly Dictionary<string, (string Rule, double[] Limits)> Gauges = new()
    {
        ["71520"] = ("vn-flood-kim-long", [1.0, 2.0, 3.5]),
        ["71518"] = ("vn-flood-phu-oc", [1.5, 3.0, 4.5]),
    };

    [SkippableFact]
    public void Pack_RecordedGaugesOfHue_MovesOneAlertExactlyWhenTheRecordingChangesLevel()
    {
        var readings = Readings(SharedData.Require("water_vietnam/readings.csv.gz"));
        var run = new EngineRun(Hue());
        var events = new List<string>();
        foreach (var (station, at, level) in readings)
        {
            var before = run.Transitions.Count;
            run.Read($"wat-{station}", "level", level, at - (EngineRun.Epoch / EngineRun.Second));
            foreach (var transition in run.Transitions.Skip(before))
            {
                transition.EventTimeNanos.Should().Be(at * EngineRun.Second);
                transition.Alert.Rule.Should().Be(Gauges[station].Rule);
                events.Add($"{at} {station} {(transition.Action == "cleared" ? 0 : (int)transition.Alert.Severity)}");
            }
        }

        var expected = new List<string>();
        foreach (var cells in File.ReadLines(SharedData.Require("water_vietnam/alert_transitions.csv")).Skip(1).Select(line => line.Split(',')))
        {
            // Level 4 ("historic") is no alarm level of its own: 3 to 4 changes no alert.
            var (from, to) = (Math.Min(3, Level(cells[2])), Math.Min(3, Level(cells[3])));
            if (Gauges.ContainsKey(cells[1]) && from != to)
            {
                expected.Add($"{DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture).ToUnixTimeSeconds()} {cells[1]} {to}");
            }
        }

        // The recording begins with the rivers where they are: a first reading above a limit raises without a change in the file.
        foreach (var (station, at, level) in readings.DistinctBy(reading => reading.Station))
        {
            var reached = Gauges[station].Limits.Count(limit => level >= limit);
            expected.AddRange(reached > 0 ? [$"{at} {station} {reached}"] : []);
        }

        expected.Count.Should().BeGreaterThan(15);
        events.Order(StringComparer.Ordinal).Should().Equal(expected.Order(StringComparer.Ordinal));
        run.Engine.Open.Count.Should().BeLessThanOrEqualTo(Gauges.Count, "a gauge has one alert, whatever its level");
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
            if (Gauges.ContainsKey(cells[2]))
            {
                readings.Add((cells[2], DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture).ToUnixTimeSeconds(), double.Parse(cells[3], CultureInfo.InvariantCulture)));
            }
        }

        return [.. readings.OrderBy(r => r.At)];
    }

    private static CityModel Hue()
    {
        var city = CityParser.Parse(
        [
            new("city.yaml", "id: hue\nname: {vi: Huế, en: Hue}\npacks: [{id: vietnam, rules: [vn-flood-kim-long, vn-flood-phu-oc]}]"),
            new("zones.yaml", "zones:\n  - {id: hue, name: {vi: Huế, en: Hue}, center: [16.46, 107.59]}\n"),
            new("kinds.yaml", """
                kinds:
                  - id: water
                    name: {vi: Nước, en: Water}
                    domain: environment
                    interval: 1h
                    offline_after: 12h
                    metrics: [{id: level, name: {vi: Mực nước, en: Level}, unit: m, min: -2, max: 12}]
                """),
            new("devices.yaml", "devices:\n" + string.Concat(Gauges.Keys.Select(station => $"  - {{id: wat-{station}, kind: water, zone: hue, at: [16.4, 107.5]}}\n"))),
            new("rules.yaml", "rules: []"),
        ]);
        city.Errors.Should().BeEmpty();
        return city.City!;
    }
}
