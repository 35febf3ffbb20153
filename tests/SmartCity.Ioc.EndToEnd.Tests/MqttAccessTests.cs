using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>Who may come in over MQTT, as mosquitto's clients see it.</summary>
public sealed class MqttAccessTests
{
    private const string Own = "ioc/v1/vung-tau/camera/cam-000001";
    private const string Other = "ioc/v1/vung-tau/camera/cam-000002";
    private const string Payload = """{"vehicles": 14}""";
    private const string NotAuthorized = "Not authorized";

    [SkippableTheory]
    [InlineData("--Ioc:Mqtt:Listener:AllowAnonymous=false")]
    [InlineData("--Ioc:Mqtt:Listener:Address=0.0.0.0")]
    public async Task Anonymous_NotAllowed_IsRefusedWithNotAuthorized(string setting)
    {
        await using var server = await IocServer.StartAsync(setting);
        (await Mosquitto.PublishAsync(server, Own, Payload, "-V", "311")).ExitCode.Should().Be(5, "return code 5 of CONNACK");
        (await Mosquitto.PublishAsync(server, Own, Payload, "-V", "5")).ExitCode.Should().Be(0x87);
        await server.WaitForLogAsync("Refused 127.0.0.1: ");
        server.Output.Split("Refused 127.0.0.1: ").Should().HaveCount(2, "an episode is one line");
        (await server.Http.GetStringAsync("/metrics")).Should().MatchRegex("""mqtt_broker_refused[^\n]*reason="[^"]+"[^\n]* 2""");
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Anonymous_OnThisMachine_MayDoEverythingButSpeakForTheServer()
    {
        await using var server = await IocServer.StartAsync();
        (await Mosquitto.PublishAsync(server, "test/anything", "x", "-V", "5")).Errors.Should().BeEmpty();
        (await Mosquitto.PublishAsync(server, "ioc/v1/alerts/vung-tau/critical", "{}", "-V", "5", "-r")).Errors.Should().ContainMatch($"*{NotAuthorized}*");
        (await ProcessRunner.RunAsync("mosquitto_sub", ["-p", $"{server.MqttPort}", "-t", "ioc/v1/alerts/#", "--retained-only", "-W", "1"])).Output.Should().BeEmpty();
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Camera_WithItsPassword_MayPublishItsOwnTopicAndNothingElse()
    {
        var (hash, password) = await PasswordAsync();
        using var city = new CityCopy();
        city.Write("access.yaml", Access(hash));
        await using var server = await IocServer.StartCityAsync(city.Folder);
        var camera = Mosquitto.As("cam-000001", password);

        (await Mosquitto.PublishAsync(server, Own, Payload, [.. camera, "-V", "5"])).Should().BeEquivalentTo(new { ExitCode = 0, Errors = Array.Empty<string>() });
        (await Mosquitto.PublishAsync(server, Other, Payload, [.. camera, "-V", "5"])).Errors.Should().ContainMatch($"*{NotAuthorized}*");
        (await Mosquitto.PublishAsync(server, Own, Payload, [.. camera, "-V", "5", "--will-topic", Other, "--will-payload", "x"])).ExitCode.Should().Be(0x87);
        (await Mosquitto.TakeOneAsync(server, "ioc/v1/#", [.. camera, "-V", "5"])).Errors.Should().ContainMatch("*denied*");
        (await Mosquitto.PublishAsync(server, Own, Payload, Mosquitto.As("cam-000001", "guess"))).ExitCode.Should().Be(4);
        (await Mosquitto.PublishAsync(server, Own, Payload, [.. Mosquitto.As("cam-000009", password), "-V", "5"])).ExitCode.Should().Be(0x86);
        (await Mosquitto.PublishAsync(server, Own, Payload)).ExitCode.Should().Be(5, "the file names no anonymous rights");

        var ledger = await server.GetUntilAsync("/api/v1/ledger", l => l["total"]!["received"]!.GetValue<long>() > 0, "the camera's message");
        ledger["total"]!["received"]!.GetValue<long>().Should().Be(1);
        server.Output.Should().NotContain(password).And.NotContain(hash).And.NotContain("guess");
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Rules_Edited_HoldWithoutARestartAndForWhoIsConnected()
    {
        var (hash, password) = await PasswordAsync();
        using var city = new CityCopy();
        city.Write("access.yaml", Access(hash));
        await using var server = await IocServer.StartCityAsync(city.Folder);
        await server.WaitForLogAsync("access.yaml: 1 users");
        await using var camera = Mosquitto.Publisher(server, Own, Mosquitto.As("cam-000001", password));
        await camera.Input.WriteLineAsync(Payload);
        await server.GetUntilAsync("/api/v1/ledger", l => l["total"]!["received"]!.GetValue<long>() == 1, "the camera's message");

        city.Write("access.yaml", "users:\n  - name: cam-000001\n    password: secret\n");
        await server.WaitForLogAsync("access.yaml:3: passwords do not stand in files");
        server.Output.Should().NotContain("secret");
        (await Mosquitto.PublishAsync(server, Own, Payload, Mosquitto.As("cam-000001", password))).ExitCode.Should().Be(0, "the old rules stay");

        city.Write("access.yaml", Access(hash).Replace("cam-000001", "cam-000002", StringComparison.Ordinal) + "anonymous: {subscribe: [demo/#]}\n");
        await server.WaitForLogAsync("access.yaml: 1 users; anonymous clients: Loopback");
        await camera.Input.WriteLineAsync(Payload);
        await camera.Errors.WaitForLineAsync(NotAuthorized, TimeSpan.FromSeconds(20));
        (await Mosquitto.PublishAsync(server, Own, Payload, Mosquitto.As("cam-000001", password))).ExitCode.Should().Be(4);
        (await Mosquitto.PublishAsync(server, Other, Payload, [.. Mosquitto.As("cam-000002", password), "-V", "5"])).Errors.Should().BeEmpty();

        server.HangUp();
        await server.WaitForLogAsync("have not changed");
        server.AssertNoErrors();
    }

    [SkippableFact]
    public async Task Sessions_AfterKill_AreThereWithWhatWaitedAndWhatWasRetained()
    {
        await using var server = await IocServer.StartAsync();
        (await Mosquitto.LeaveSubscribedAsync(server, "phone/inbox", "phone")).ExitCode.Should().Be(0);
        (await Mosquitto.PublishAsync(server, "phone/inbox", "waits")).ExitCode.Should().Be(0);
        (await Mosquitto.PublishAsync(server, "phone/notice", "stays", "-r")).ExitCode.Should().Be(0);
        await server.KillAsync();
        await server.RestartAsync();

        (await Mosquitto.TakeOneAsync(server, "phone/inbox", "-c", "-i", "phone")).Output.Should().Equal("waits");
        (await Mosquitto.TakeOneAsync(server, "phone/notice")).Output.Should().Equal("stays");
        server.AssertNoErrors();
    }

    private static string Access(string hash) => $"""
        users:
          - name: cam-000001
            password_hash: {hash}
        all_users:
          publish: [ioc/v1/+/camera/%u, ioc/v1/+/camera/%u/status]

        """;

    private static async Task<(string Hash, string Password)> PasswordAsync()
    {
        var password = Guid.NewGuid().ToString();
        var result = await ProcessRunner.RunAsync("dotnet", [Repository.SimAssembly, "hash-password"], password + "\n", TimeSpan.FromSeconds(60));
        return (result.Output.Should().ContainSingle().Subject, password);
    }
}
