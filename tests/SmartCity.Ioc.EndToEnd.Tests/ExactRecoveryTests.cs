using System.Text;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>SIGKILL again and again under load, then the journal of inputs alone on a server that was never killed, with other shards: both say
/// the same of windows, readings, alerts and the ledger.</summary>
public sealed class ExactRecoveryTests
{
    private static readonly string[] Settings = ["--Ioc:Pipeline:Clock=data", "--Ioc:Ingest:Checkpoint=1s", "--Ioc:Journal:SegmentBytes=1048576"];

    // Windows of 24 hours from here.
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task Server_KilledAgainAndAgain_EndsWhereOneDoesThatWasNeverKilled()
    {
        await using var killed = await IocServer.StartAsync([.. Settings, "--Ioc:Pipeline:Shards=3"]);
        var (sent, acknowledged) = (0, 0);
        for (var round = 0; round < 4; round++)
        {
            await using var publisher = await RawPublisher.ConnectAsync(killed.MqttPort);
            var until = acknowledged + 400;
            await publisher.PublishAsync(() => ++sent, Message, _ => acknowledged++, () => acknowledged >= until);
            await killed.KillAsync();
            await killed.RestartAsync();
        }

        var expected = await EverythingAsync(killed);
        (await killed.StopAndGetExitCodeAsync()).Should().Be(0);

        await using var never = await IocServer.StartAsync([.. Settings, "--Ioc:Pipeline:Shards=1"]);
        (await never.StopAndGetExitCodeAsync()).Should().Be(0);
        Directory.Delete(never.Data, recursive: true);
        var inputs = Directory.CreateDirectory(Path.Combine(never.Data, "inputs"));
        foreach (var file in Directory.GetFiles(Path.Combine(killed.Data, "inputs"), "*.journal"))
        {
            File.Copy(file, Path.Combine(inputs.FullName, Path.GetFileName(file)));
        }

        await never.RestartAsync();

        (await EverythingAsync(never)).Should().Equal(expected);
        killed.AssertNoErrors();
        never.AssertNoErrors();
    }

    // One that moves from ward to ward, one that counts and begins again, one with more metrics than there are windows; a sixth of them late,
    // said twice, or nothing that can be read.
    private static (string Topic, byte[] Payload) Message(int number)
    {
        var said = number % 13 == 0 ? number - 4 : number;
        var ts = Start.ToUnixTimeMilliseconds() + (said * 5_000L) - (said % 17 == 0 ? 400_000 : said % 29 == 0 ? 4_000_000 : 0);
        var body = (said % 3) switch
        {
            0 => $$"""{"ts": {{ts}}, "pm25": {{100 + (said % 90)}}, "pm10": {{said % 700}}}""",
            1 => $$"""{"ts": {{ts}}, "seq": {{said % 500}}, "speed": {{said % 60}}, "flow": {{said % 900}}}""",
            _ => $$"""{"ts": {{ts}}, {{string.Join(", ", Enumerable.Range(0, 70).Select(metric => $"\"m{metric}\": {said + metric}.25"))}}}""",
        };
        var topic = (said % 3) switch
        {
            0 => $"ioc/v1/{(said / 100 % 2 == 0 ? "phuong-ba-ria" : "phuong-phu-my")}/air/e2e-moves",
            1 => "ioc/v1/phuong-vung-tau/traffic/e2e-counts",
            _ => "ioc/v1/xa-long-son/tank/e2e-wide",
        };
        return (topic, Encoding.UTF8.GetBytes(number % 31 == 0 ? body[..^3] : body));
    }

    private static async Task<List<string>> EverythingAsync(IocServer server)
    {
        var ledger = await server.GetUntilAsync("/api/v1/ledger?minutes=1440", l => l["total"]!["waiting"]!.GetValue<long>() == 0, "all stored");
        ledger["balanced"]!.GetValue<bool>().Should().BeTrue();
        foreach (var column in new[] { "duplicate", "late", "quarantined", "lost" })
        {
            ledger["total"]![column]!.GetValue<long>().Should().BePositive(column);
        }

        var said = new List<string> { ledger.ToJsonString() };
        var span = $"from={Start.AddHours(-2):yyyy-MM-ddTHH:mm:ssZ}&to={Start.AddHours(12):yyyy-MM-ddTHH:mm:ssZ}&limit=10000";
        string[] series =
        [
            .. new[] { "devices/e2e-moves/history?metric=pm25", "devices/e2e-counts/history?metric=speed", "devices/e2e-wide/history?metric=m63" }
                .SelectMany(one => new[] { "", "&window=10s", "&window=1m", "&window=15m", "&window=1h" }, (one, window) => one + window),
            .. new[] { "phuong-ba-ria", "phuong-phu-my", "ba-ria-vung-tau" }.SelectMany(
                _ => new[] { "1m", "15m", "1h" }, (zone, window) => $"zones/{zone}/history?metric=air.pm25&window={window}"),
        ];
        foreach (var one in series)
        {
            said.Add(one + " " + (await server.GetUntilAsync($"/api/v1/{one}&{span}", _ => true, one)).ToJsonString());
        }

        var alerts = await server.GetUntilAsync("/api/v1/alerts?limit=1000", _ => true, "alerts");
        said.Add(alerts.ToJsonString());
        foreach (var alert in alerts["items"]!.AsArray())
        {
            said.Add((await server.GetUntilAsync($"/api/v1/alerts/{alert!["id"]}/timeline", _ => true, "the timeline")).ToJsonString());
        }

        said.Should().HaveCountGreaterThan(series.Length + 4, "some alerts were raised");
        return said;
    }
}
