using System.Text.Json;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Simulators.Tests.City;

public sealed class CityCommandTests : IDisposable
{
    private static readonly CityModel VungTau = CityFolder.Read(ShippedFiles.City("vung-tau")).City!;

    private readonly string _truth = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_truth);

    [Fact]
    public async Task DryRun_WithTheSameSeed_GivesTheSameBytes()
    {
        var first = await Sim.RunAsync("city", "--dry-run", "--seed", "7", "--duration", "2m");
        var second = await Sim.RunAsync("city", "--dry-run", "--seed", "7", "--duration", "2m");

        first.ExitCode.Should().Be(ExitCode.Done);
        first.Output.Should().Be(second.Output);
    }

    [Fact]
    public async Task DryRun_WithAnotherSeed_GivesOtherBytes()
    {
        var first = await Sim.RunAsync("city", "--dry-run", "--seed", "7");
        var second = await Sim.RunAsync("city", "--dry-run", "--seed", "8");

        first.Output.Should().NotBe(second.Output);
    }

    [Fact]
    public async Task EveryDevice_Started_SpeaksWithinTwoSeconds()
    {
        var messages = Parse(await Sim.RunAsync("city", "--dry-run", "--duration", "2s"));

        messages.Where(message => !message.IsStatus).Select(message => message.Device).Distinct().Order()
            .Should().Equal(VungTau.Devices.Select(device => device.Id).Order());
        messages.Where(message => message.IsStatus).Should().HaveCount(VungTau.Devices.Count)
            .And.OnlyContain(message => message.Payload.GetString() == "online" && message.Retained);
    }

    [Fact]
    public async Task EveryReading_OfAQuarterHour_LiesWithinItsKindsRanges()
    {
        var kinds = VungTau.Kinds.ToDictionary(kind => kind.Id);
        foreach (var message in Parse(await Sim.RunAsync("city", "--dry-run", "--duration", "15m")).Where(message => !message.IsStatus))
        {
            foreach (var metric in kinds[message.Kind].Metrics)
            {
                var value = message.Payload.GetProperty(metric.Id).GetDouble();
                Assert.True(value >= metric.Min && value <= metric.Max, $"{message.Device} {metric.Id} {value}");
            }
        }
    }

    [Fact]
    public async Task EveryDevice_Undisturbed_IsNeverSilentForOneAndAHalfIntervals()
    {
        var readings = Parse(await Sim.RunAsync("city", "--dry-run", "--duration", "10m", "--truth", _truth)).Where(message => !message.IsStatus);
        var touched = (await File.ReadAllLinesAsync(_truth)).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(incident => incident.GetProperty("type").GetString() is "disconnection" or "silence" or "power-dip")
            .Select(incident => incident.GetProperty("device").GetString())
            .ToHashSet();

        // What hangs on a cabinet without power is silent with it.
        var links = VungTau.Topology.SelectMany(relation => relation.Links).ToLookup(link => link.Device, link => link.Feeds);
        for (var waiting = new Queue<string?>(touched); waiting.TryDequeue(out var device);)
        {
            foreach (var fed in links[device!].SelectMany(feeds => feeds).Where(touched.Add))
            {
                waiting.Enqueue(fed);
            }
        }

        var kinds = VungTau.Kinds.ToDictionary(kind => kind.Id);

        foreach (var device in readings.GroupBy(message => message.Device).Where(device => !touched.Contains(device.Key)))
        {
            var times = device.Select(message => message.Payload.GetProperty("ts").GetInt64()).ToArray();
            var longest = times.Zip(times.Skip(1), (from, to) => to - from).Max();
            longest.Should().BeLessThan((long)(1.5 * kinds[device.First().Kind].ExpectedInterval.TotalMilliseconds));
        }
    }

    [Fact]
    public async Task Incidents_OfTheOpening_CrossTheRulesAndStandInTheTruthFile()
    {
        var readings = Parse(await Sim.RunAsync("city", "--dry-run", "--duration", "2m", "--truth", _truth));

        readings.Should().Contain(message => message.Device == "air-000017" && !message.IsStatus && message.Payload.GetProperty("pm25").GetDouble() >= 150);
        readings.Should().Contain(message => message.Kind == "crowd" && !message.IsStatus && message.Payload.GetProperty("density").GetDouble() >= 5.5);
        readings.Should().Contain(message => message.Device == "cam-000042" && message.IsStatus && message.Payload.GetString() == "offline");
        var truth = (await File.ReadAllLinesAsync(_truth)).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        truth[0].GetProperty("type").GetString().Should().Be("pollution");
        truth[0].GetProperty("device").GetString().Should().Be("air-000017");
        truth.Select(incident => incident.GetProperty("from").GetInt64()).Should().BeInAscendingOrder();
    }

    [Theory]
    [InlineData(20)]
    [InlineData(1000)]
    public async Task Devices_GivenANumber_AreThatMany(int count)
    {
        var messages = Parse(await Sim.RunAsync("city", "--dry-run", "--duration", "2s", "--devices", $"{count}"));

        messages.Select(message => message.Device).Distinct().Should().HaveCount(count);
        messages.Select(message => message.Kind).Distinct().Should().HaveCountGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task Start_Given_IsTheTimeOfTheFirstMessages()
    {
        var messages = Parse(await Sim.RunAsync("city", "--dry-run", "--duration", "2s", "--start", "2026-11-22T17:00:00+07:00"));

        var start = new DateTimeOffset(2026, 11, 22, 17, 0, 0, TimeSpan.FromHours(7)).ToUnixTimeMilliseconds();
        messages.Where(message => !message.IsStatus).Should().OnlyContain(
            message => message.Payload.GetProperty("ts").GetInt64() >= start && message.Payload.GetProperty("ts").GetInt64() < start + 2000);
    }

    [Fact]
    public async Task City_OfAFolderWithErrors_ExitsWith1AndNamesThem()
    {
        var result = await Sim.RunAsync("city", "--dry-run", "--city", "/nowhere");

        result.ExitCode.Should().Be(ExitCode.BadInput);
        result.Error.Should().Contain("/nowhere: there is no such folder");
    }

    [Theory]
    [InlineData("--speed", "-1")]
    [InlineData("--speed", "max")]
    [InlineData("--duration", "10")]
    [InlineData("--start", "2026-11-22 17:00")]
    [InlineData("--qos", "3")]
    [InlineData("--broker", "localhost")]
    [InlineData("--devices", "0")]
    [InlineData("--connections", "0")]
    public async Task Option_OutOfItsRange_ExitsWith2AndIsNamed(string option, string value)
    {
        var result = await Sim.RunAsync("city", "--dry-run", option, value);

        result.ExitCode.Should().Be(ExitCode.Usage);
        result.Error.Should().Contain(option);
    }

    private static List<Line> Parse(SimResult result)
    {
        result.ExitCode.Should().Be(ExitCode.Done, "it said: {0}", result.Error);
        return result.Lines.Select(line => new Line(JsonDocument.Parse(line).RootElement)).Where(line => line.IsOwn).ToList();
    }

    private sealed class Line(JsonElement json)
    {
        private readonly string[] _topic = json.GetProperty("topic").GetString()!.Split('/');

        public bool IsOwn => _topic[0] == "ioc";

        public string Kind => _topic[3];

        public string Device => _topic[4];

        public bool IsStatus => _topic is [.., "status"];

        public bool Retained => json.TryGetProperty("retain", out var retain) && retain.GetBoolean();

        public JsonElement Payload => json.GetProperty("payload");
    }
}
