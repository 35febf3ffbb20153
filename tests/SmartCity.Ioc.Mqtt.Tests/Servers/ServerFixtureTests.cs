using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Mqtt.Servers;

/// <summary>The fixtures themselves: other tests trust them to kill, pause and restart.</summary>
public sealed class ServerFixtureTests
{
    [SkippableFact]
    public async Task Mosquitto_Started_CarriesAMessage()
    {
        await using var server = await MosquittoServer.StartAsync();
        await using var subscriber = await server.SubscribeAsync("a/#");

        await server.PublishAsync("a/b", "hello");

        await subscriber.Output.WaitForLineAsync("a/b hello", TimeSpan.FromSeconds(20));
    }

    [SkippableFact]
    public async Task Mosquitto_KilledAndRestarted_KeepsItsPortAndRetainedMessages()
    {
        await using var server = await MosquittoServer.StartAsync(new MosquittoSettings { Persistence = true });
        await server.PublishAsync("a/b", "kept", qos: 1, retain: true);
        await server.StopAsync();

        await server.RestartAsync();

        await using var subscriber = await server.SubscribeAsync("a/#", qos: 1);
        await subscriber.Output.WaitForLineAsync("a/b kept", TimeSpan.FromSeconds(20));
    }

    [SkippableFact]
    public async Task Mosquitto_WithUsers_RefusesAnonymous()
    {
        await using var server = await MosquittoServer.StartAsync(
            new MosquittoSettings { Users = new Dictionary<string, string> { ["cam"] = "secret" } });

        await server.PublishAsync("a/b", "known");
        var anonymous = await ProcessRunner.RunAsync("mosquitto_pub", "-p", $"{server.Port}", "-t", "a/b", "-m", "unknown");

        anonymous.ExitCode.Should().NotBe(0);
    }

    [SkippableFact]
    public async Task Influx_Started_AnswersQueries()
    {
        await using var server = await InfluxServer.StartAsync("city");

        (await server.QueryAsync("SHOW DATABASES")).Should().Contain("city");
    }

    [SkippableFact]
    public async Task Redis_Started_AnswersPing()
    {
        await using var server = await RedisServer.StartAsync();

        var answer = await ProcessRunner.RunAsync("redis-cli", "-p", $"{server.Port}", "PING");

        answer.Output.Should().Equal("PONG");
    }
}
