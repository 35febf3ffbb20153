using System.Globalization;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>The recorded flood of Huế (November 2025) through MQTT into a server that lives in the recording's time.</summary>
public sealed class HueReplayTests
{
    private static readonly Dictionary<string, string> Gauges = new() { ["71520"] = "wat-71520", ["71518"] = "wat-71518" };

    [SkippableFact]
    public async Task Replay_RecordedGauges_RaisesAndClearsExactlyTheLevelsOfTheRecordingAtItsTimes()
    {
        var truth = SharedData.Require("water_vietnam/alert_transitions.csv");
        var recordings = Path.GetDirectoryName(Path.GetDirectoryName(truth))!;
        await using var server = await IocServer.StartCityAsync("hue", "--Ioc:Pipeline:Clock=data");
        var replay = await ProcessRunner.RunAsync(
            "dotnet",
            [Repository.SimAssembly, "replay", "hue-floods-2025", "--data", recordings, "--broker", $"mqtt://127.0.0.1:{server.MqttPort}", "--speed", "max", "--time", "recorded"],
            input: null,
            TimeSpan.FromMinutes(2));
        replay.ExitCode.Should().Be(0, string.Join('\n', [.. replay.Output, .. replay.Errors]));
        await server.GetUntilAsync(
            "/api/v1/ledger", l => l["total"]!["received"]!.GetValue<long>() == 957 && l["total"]!["stored"]!.GetValue<long>() == l["total"]!["accepted"]!.GetValue<long>(), "all stored");

        var seen = new List<string>();
        var alerts = (await server.GetUntilAsync("/api/v1/alerts?limit=1000", _ => true, "alerts"))["items"]!.AsArray();
        foreach (var alert in alerts.Where(alert => alert!["rule"]!.GetValue<string>().StartsWith("vn-flood-", StringComparison.Ordinal)))
        {
            var timeline = await server.GetUntilAsync($"/api/v1/alerts/{alert!["id"]}/timeline", _ => true, "a timeline");
            foreach (var change in timeline["items"]!.AsArray())
            {
                var at = DateTimeOffset.Parse(change!["eventTime"]!.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeSeconds();
                seen.Add($"{alert["device"]} level {(change["action"]!.GetValue<string>() == "cleared" ? 0 : LevelOf(change["alert"]!))} {at}");
            }
        }

        var changes = Expected(truth).ToArray();
        changes.Length.Should().BeGreaterThan(15);
        seen.Should().Contain(changes);

        // Besides, only what already stood above a limit when the recording began.
        seen.Except(changes).Should().OnlyContain(extra => extra.Contains("level 1 ", StringComparison.Ordinal)).And.HaveCountLessThanOrEqualTo(Gauges.Count);
        server.AssertNoErrors();
    }

    // One alert a gauge: its severity says how high the river is.
    private static int LevelOf(JsonNode alert) => alert["severity"]!.GetValue<string>() switch
    {
        "minor" => 1,
        "major" => 2,
        _ => 3,
    };

    private static IEnumerable<string> Expected(string truth)
    {
        foreach (var cells in File.ReadLines(truth).Skip(1).Select(line => line.Split(',')).Where(cells => Gauges.ContainsKey(cells[1])))
        {
            // Level 4 ("historic") is no alarm level of its own: 3 to 4 changes no alert.
            var (from, to) = (Math.Min(3, Level(cells[2])), Math.Min(3, Level(cells[3])));
            if (from != to)
            {
                yield return $"{Gauges[cells[1]]} level {to} {DateTimeOffset.Parse(cells[0], CultureInfo.InvariantCulture).ToUnixTimeSeconds()}";
            }
        }
    }

    private static int Level(string cell) => (int)double.Parse(cell, CultureInfo.InvariantCulture);
}
