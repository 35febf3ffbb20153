using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Storage.City;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Simulators.Tests.Replay;

/// <summary>The river gauges of Huế, from the recording itself.</summary>
public sealed class HueFloodsTests
{
    private const string Readings = "water_vietnam/readings.csv.gz";

    [SkippableFact]
    public async Task Gauges_Replayed_AreAllOfTheirReadingsInOrderOfTime()
    {
        var messages = await ReplayAsync();

        messages.Should().HaveCount(957);
        messages.Select(message => message.At).Should().BeInAscendingOrder();
        messages.Select(message => message.Topic).Distinct().Should().BeEquivalentTo(
            "ioc/v1/phuong-kim-long/water/wat-71520", "ioc/v1/phuong-huong-tra/water/wat-71518");
        // 01:00 in Vietnam; read as UTC it would be 08:00.
        messages[0].At.Should().Be(new DateTimeOffset(2025, 11, 13, 1, 0, 0, TimeSpan.FromHours(7)));
    }

    [SkippableFact]
    public async Task Gauges_AgainstTheCitysRules_ChangeLevelExactlyWhenTheServiceDid()
    {
        var city = CityFolder.Read(ShippedFiles.City("hue")).City!;
        var limits = city.Rules.Where(rule => rule.Condition is ThresholdCondition)
            .SelectMany(rule => rule.Levels, (rule, level) => (Device: rule.Devices[0], Limit: (ThresholdCondition)level.Condition))
            .ToLookup(limit => limit.Device, limit => limit.Limit);
        var levels = new Dictionary<string, int>();
        var changes = new List<string>();
        foreach (var message in await ReplayAsync())
        {
            var level = limits[message.Device].Count(limit => message.Level >= limit.Threshold);
            if (levels.TryGetValue(message.Device, out var before) && before != level)
            {
                changes.Add($"{message.At.ToOffset(TimeSpan.FromHours(7)):yyyy-MM-ddTHH:mm:sszzz},{message.Device[4..]},{before},{level},{message.Level.ToString(CultureInfo.InvariantCulture)}");
            }

            levels[message.Device] = level;
        }

        var official = (await File.ReadAllLinesAsync(SharedData.Require("water_vietnam/alert_transitions.csv")))
            .Where(line => line.Contains(",71520,", StringComparison.Ordinal) || line.Contains(",71518,", StringComparison.Ordinal));
        changes.Should().Equal(official);
    }

    [SkippableFact]
    public async Task Gauges_ReplayedBetweenTwoTimes_AreThoseOfThatTime()
    {
        var messages = await ReplayAsync("--from", "2025-11-17T00:00:00+07:00", "--to", "2025-11-17T03:00:00+07:00");

        messages.Should().HaveCount(4);
    }

    [SkippableFact]
    public async Task Gauges_ReplayedToMosquitto_AllArriveInOrder()
    {
        var data = SharedData.Require(Readings);
        await using var broker = await MosquittoServer.StartAsync();
        await using var subscriber = await broker.SubscribeAsync("ioc/v1/#", qos: 1);

        var result = await Sim.RunAsync("replay", "hue-floods-2025", "--data", DataFolder(data), "--speed", "max", "--broker", broker.Url);

        result.ExitCode.Should().Be(ExitCode.Done, "it said: {0}", result.Error);
        await broker.PublishAsync("ioc/v1/end", "end", qos: 1);
        await subscriber.Output.WaitForLineAsync("ioc/v1/end end", TimeSpan.FromSeconds(10));
        var received = subscriber.Output.ToString()!.Split('\n').Where(line => line.StartsWith("ioc/v1/phuong", StringComparison.Ordinal));
        received.Should().Equal((await ReplayAsync()).Select(message => $"{message.Topic} {message.Payload}"));
    }

    [SkippableFact]
    public async Task Reservoirs_Replayed_LeaveOutWhatTheRecordingDoesNotHave()
    {
        var data = SharedData.Require(Readings);
        var result = await Sim.RunAsync("replay", "hue-reservoirs-2025", "--data", DataFolder(data), "--dry-run");

        result.Lines.Should().HaveCount(220);
        result.Lines.Should().Contain(line => !line.Contains("inflow", StringComparison.Ordinal));
    }

    private static async Task<List<Message>> ReplayAsync(params string[] options)
    {
        var data = SharedData.Require(Readings);
        var result = await Sim.RunAsync(["replay", "hue-floods-2025", "--data", DataFolder(data), "--dry-run", .. options]);
        result.ExitCode.Should().Be(ExitCode.Done, "it said: {0}", result.Error);
        return result.Lines.Select(line => new Message(JsonDocument.Parse(line).RootElement)).ToList();
    }

    private static string DataFolder(string file) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, ".."));

    private sealed class Message(JsonElement json)
    {
        public string Topic { get; } = json.GetProperty("topic").GetString()!;

        public string Device => Topic.Split('/')[^1];

        public string Payload { get; } = json.GetProperty("payload").GetRawText();

        public double Level { get; } = json.GetProperty("payload").GetProperty("level").GetDouble();

        public DateTimeOffset At { get; } = DateTimeOffset.FromUnixTimeMilliseconds(json.GetProperty("payload").GetProperty("ts").GetInt64());
    }
}
