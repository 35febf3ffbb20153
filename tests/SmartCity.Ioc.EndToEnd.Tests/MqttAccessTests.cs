using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SmartCity.Ioc.Mqtt.Client;
using SmartCity.Ioc.Testing;
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
        (await Mosquitto.PublishAsync(server, Own, Payload, "-V", "311", "-i", "a")).ExitCode.Should().Be(5, "return code 5 of CONNACK");
        (await Mosquitto.PublishAsync(server, Own, Payload, "-V", "5")).ExitCode.Should().Be(0x87);
        await server.WaitForLogAsync("Refused 127.0.0.1: BadCredentials (client 'a'");
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
        server.Output.Should().Contain("user 'cam-000001'").And.NotContain(password).And.NotContain(hash).And.NotContain("guess");
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

        // As editors save: a new file takes the old one's name.
        city.Replace("access.yaml", Access(hash).Replace("cam-000001", "cam-000002", StringComparison.Ordinal) + "anonymous: {subscribe: [demo/#]}\n");
        await server.WaitForLogAsync("access.yaml: 1 users; anonymous clients: Loopback");
        await camera.Input.WriteLineAsync(Payload);
        await camera.Errors.WaitForLineAsync(NotAuthorized, TimeSpan.FromSeconds(20));
        (await Mosquitto.PublishAsync(server, Own, Payload, Mosquitto.As("cam-000001", password))).ExitCode.Should().Be(4);
        (await Mosquitto.PublishAsync(server, Other, Payload, [.. Mosquitto.As("cam-000002", password), "-V", "5"])).Errors.Should().BeEmpty();

        server.HangUp();
        await server.WaitForLogAsync("have not changed");
        city.Delete("access.yaml");
        await server.WaitForLogAsync("access.yaml: no users; anonymous clients: Loopback");
        (await Mosquitto.PublishAsync(server, Own, Payload)).ExitCode.Should().Be(0);
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

    [SkippableFact]
    public async Task Gateway_WithACertificateOfTheCitysAuthority_NeedsNoPassword()
    {
        using var city = new CityCopy();
        city.Write("access.yaml", "users: [{name: gateway-17, certificate: 'CN=gateway-17, O=Vũng Tàu', publish: [ioc/v1/vung-tau/+/+]}]");
        await IssueAsync(city.Folder, "city", "/CN=City authority", "-x509");
        await IssueAsync(city.Folder, "other", "/CN=Another authority", "-x509");
        await IssueAsync(city.Folder, "server", "/CN=127.0.0.1", "-x509");
        await IssueAsync(city.Folder, "gateway", "/O=Vũng Tàu/CN=gateway-17", "-x509", "-CA", In("city.pem"), "-CAkey", In("city.key"));
        await IssueAsync(city.Folder, "stranger", "/O=Vũng Tàu/CN=gateway-17", "-x509", "-CA", In("other.pem"), "-CAkey", In("other.key"));
        var tls = SparePort.Next();
        await using var server = await IocServer.StartCityAsync(
            city.Folder, $"--Ioc:Mqtt:Listener:TlsPort={tls}", $"--Ioc:Mqtt:Listener:Certificate:Path={In("server.pem")}",
            $"--Ioc:Mqtt:Listener:Certificate:KeyPath={In("server.key")}", $"--Ioc:Mqtt:Listener:Certificate:ClientAuthorityPath={In("city.pem")}");

        (await PublishTlsAsync("gateway")).Should().BeEquivalentTo(new { ExitCode = 0, Errors = Array.Empty<string>() });
        (await PublishTlsAsync("stranger")).ExitCode.Should().NotBe(0);
        (await PublishTlsAsync(null)).ExitCode.Should().Be(0x87);
        server.AssertNoErrors();

        string In(string file) => Path.Combine(city.Folder, file);
        Task<ProcessResult> PublishTlsAsync(string? certificate) => ProcessRunner.RunAsync(
            "mosquitto_pub",
            ["-p", $"{tls}", "-h", "127.0.0.1", "--cafile", In("server.pem"), "--insecure", "-V", "5", "-q", "1", "-t", Own, "-m", Payload,
             .. certificate is null ? [] : new[] { "--cert", In($"{certificate}.pem"), "--key", In($"{certificate}.key") }]);
    }

    [SkippableFact]
    public async Task WebSocketOverTls_OnTheHttpsPort_CarriesMqttAndThePages()
    {
        using var city = new CityCopy();
        city.Write("access.yaml", "users: [{name: gateway-17, certificate: 'CN=gateway-17', publish: [ioc/v1/vung-tau/+/+]}]");
        await IssueAsync(city.Folder, "city", "/CN=City authority", "-x509");
        await IssueAsync(city.Folder, "server", "/CN=localhost", "-x509", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1");
        await IssueAsync(city.Folder, "gateway", "/CN=gateway-17", "-x509", "-CA", In("city.pem"), "-CAkey", In("city.key"));
        var tls = SparePort.Next();
        await using var server = await IocServer.StartCityAsync(
            city.Folder, $"--Ioc:Http:TlsPort={tls}", $"--Ioc:Http:Certificate:Path={In("server.pem")}",
            $"--Ioc:Http:Certificate:KeyPath={In("server.key")}", $"--Ioc:Http:Certificate:ClientAuthorityPath={In("city.pem")}");

        using var own = X509Certificate2.CreateFromPemFile(In("gateway.pem"), In("gateway.key"));
        using var authority = X509Certificate2.CreateFromPemFile(In("server.pem"), In("server.key"));
        await using (var gateway = Client(own))
        {
            await gateway.ConnectAsync();
            await gateway.PublishAsync(Own, Encoding.UTF8.GetBytes(Payload), 1); // Returns when the server has it.
        }

        await using var stranger = Client(null);
        stranger.Start();
        await server.WaitForLogAsync("Refused 127.0.0.1: BadCredentials (client 'gateway-17'");
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.Thumbprint == authority.Thumbprint };
        using var http = new HttpClient(handler);
        (await http.GetStringAsync(new Uri($"https://127.0.0.1:{tls}/health/live"))).Should().NotBeEmpty();
        server.AssertNoErrors();

        string In(string file) => Path.Combine(city.Folder, file);
        MqttClient Client(X509Certificate2? certificate) => new(new MqttClientOptions
        {
            Url = new Uri($"wss://127.0.0.1:{tls}/mqtt"),
            ClientId = "gateway-17",
            Tls = new MqttTlsOptions { Authorities = [authority], ClientCertificate = certificate },
        });
    }

    [SkippableTheory]
    [InlineData("127.0.0.1", null, 0)]
    [InlineData("127.0.0.1", "10.0.0.9", 5)]
    [InlineData("city.example", null, 5)]
    public async Task WebSocket_OnlyOfWhoMeansThisMachine_MayBeAnonymous(string host, string? forwarded, byte code)
    {
        await using var server = await IocServer.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        socket.Options.SetRequestHeader("Host", $"{host}:{server.Port}");
        if (forwarded is not null)
        {
            socket.Options.SetRequestHeader("X-Forwarded-For", forwarded);
        }

        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}/mqtt"), CancellationToken.None);

        // CONNECT: "MQTT", level 4, clean session, keep-alive 60, and a client id that would begin a line of the log.
        await socket.SendAsync("\x10\x0f\0\x04MQTT\x04\x02\0\x3c\0\x03w\nb"u8.ToArray(), WebSocketMessageType.Binary, true, CancellationToken.None);
        var answer = new byte[16];
        var read = await socket.ReceiveAsync(answer, CancellationToken.None);
        answer[..read.Count].Should().Equal([0x20, 2, 0, code]);
        if (code != 0)
        {
            await server.WaitForLogAsync($"Refused {forwarded ?? "255.255.255.255"}: BadCredentials (client 'w?b'");
        }
    }

    private static async Task IssueAsync(string folder, string name, string subject, params IEnumerable<string> options)
    {
        var result = await ProcessRunner.RunAsync(
            "openssl",
            ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-utf8", "-days", "1", "-subj", subject,
             "-keyout", Path.Combine(folder, $"{name}.key"), "-out", Path.Combine(folder, $"{name}.pem"), .. options]);
        result.ExitCode.Should().Be(0, string.Join('\n', result.Errors));
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
