using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

public sealed class AccessTests
{
    private static readonly string Hash = MqttPasswordHash.Create("bí mật"u8, iterations: 1000);

    private static readonly MqttAccessRules Rules = new(
        MqttAnonymous.Nobody,
        [new MqttUser("cam", Hash), new MqttUser("wall", Hash), new MqttUser("cert", null, "CN=device-1")],
        [
            new MqttTopicRule("*", ["ioc/v1/+/camera/%c", "ioc/v1/+/camera/%c/status"], ["cmd/%u/#"]),
            new MqttTopicRule("wall", [], ["ioc/v1/#"]),
        ]);

    [Theory]
    [InlineData("cam", "bí mật", MqttReasonCode.Success)]
    [InlineData("cam", "bi mat", MqttReasonCode.BadUserNameOrPassword)]
    [InlineData("cam", null, MqttReasonCode.BadUserNameOrPassword)]
    [InlineData("nobody", "bí mật", MqttReasonCode.BadUserNameOrPassword)]
    [InlineData(null, null, MqttReasonCode.NotAuthorized)]
    [InlineData("cert", null, MqttReasonCode.NotAuthorized)]
    public async Task Connect_ByNameAndPassword_IsJudged(string? user, string? password, MqttReasonCode reason)
    {
        using var access = new RuleBasedAccess(Rules);
        await using var broker = await StartAsync(access);
        for (var version = 4; version <= 5; version++)
        {
            await using var client = await broker.OpenAsync(version);
            await client.SendAsync(Connect(version, "c1", user, password));
            var answer = await client.ReceiveAsync();
            answer.ConnAck!.Reason.Should().Be(reason);
            if (reason != MqttReasonCode.Success)
            {
                await client.ExpectEndAsync();
            }
        }
    }

    [Theory]
    [InlineData(MqttAnonymous.Loopback, MqttReasonCode.Success)]
    [InlineData(MqttAnonymous.Nobody, MqttReasonCode.NotAuthorized)]
    public async Task Connect_WithANameWhereNoUserIsDefined_IsAnonymous(MqttAnonymous anonymous, MqttReasonCode reason)
    {
        using var access = new RuleBasedAccess(new MqttAccessRules(anonymous, [], []));
        await using var broker = await StartAsync(access);
        await using var client = await broker.OpenAsync(5);
        await client.SendAsync(Connect(5, "c1", "admin", "admin"));
        (await client.ReceiveAsync()).ConnAck!.Reason.Should().Be(reason);
    }

    [Fact]
    public async Task Publish_AndWill_OnlyToOnesOwnTopic()
    {
        using var access = new RuleBasedAccess(Rules);
        await using var broker = await StartAsync(access);
        await using var wall = await EnterAsync(broker, "w", "wall");
        await wall.SubscribeAsync("ioc/v1/#", 1);
        await using var camera = await EnterAsync(broker, "cam-1", "cam");
        await camera.PublishAsync("ioc/v1/z/camera/cam-1", "mine", 1, 1);
        await camera.PublishAsync("ioc/v1/z/camera/cam-2", "not mine", 1, 2, retain: true);
        await camera.PublishAsync("ioc/v1/z/camera/cam-2", "not mine", 2, 3);
        await camera.PublishAsync("ioc/v1/z/camera/cam-2", "not mine");
        await camera.ExpectAsync("puback 1", "puback 2 87", "pubrec 3 87");
        await wall.ExpectAsync("publish ioc/v1/z/camera/cam-1 'mine' q1");
        await wall.ExpectSilenceAsync();
        broker.Broker.RetainedCount.Should().Be(0);
        broker.Broker.Counters.RefusedFor(MqttRefusal.PublishNotAuthorized).Should().Be(3);

        await using var liar = await broker.OpenAsync(5);
        await liar.SendAsync(new ConnectPacket
        {
            Version = MqttProtocolVersion.V500,
            ClientId = "cam-3",
            UserName = "cam",
            Password = Encoding.UTF8.GetBytes("bí mật"),
            Will = new MqttWill("ioc/v1/z/camera/cam-1", []),
        });
        await liar.ExpectEndAsync("connack 0 87");
    }

    [Theory]
    [InlineData("cmd/cam/#", true)]
    [InlineData("cmd/cam", true)]
    [InlineData("cmd/cam/a/+", true)]
    [InlineData("cmd/#", false)]
    [InlineData("cmd/+/#", false)]
    [InlineData("#", false)]
    [InlineData("$SYS/#", false)]
    [InlineData("$share/g/cmd/cam/x", true)]
    [InlineData("$share/g/cmd/#", false)]
    public async Task Subscribe_OnlyWhatARuleCovers(string filter, bool allowed)
    {
        using var access = new RuleBasedAccess(Rules);
        await using var broker = await StartAsync(access);
        await using var client = await EnterAsync(broker, "cam-1", "cam");
        (await client.SubscribeAsync(1, 0, new MqttSubscription(filter))).Text.Should().Be(allowed ? "suback 1 00" : "suback 1 87");
    }

    [Theory]
    [InlineData("+")]
    [InlineData("#")]
    [InlineData("cam-1/x")]
    [InlineData("a+b")]
    public void Placeholder_WithAClientIdThatIsAWildcard_MatchesNothing(string clientId)
    {
        using var access = new RuleBasedAccess(Rules);
        var client = new MqttClientIdentity(clientId, "cam", null, IPAddress.Loopback);
        access.MayPublish(client, Encoding.UTF8.GetBytes($"ioc/v1/z/camera/{clientId}")).Should().BeFalse();
        access.MayPublish(client, "ioc/v1/z/camera/cam-1"u8).Should().BeFalse();
    }

    [Fact]
    public void Placeholder_NamedLikeAnother_IsNotFilledTwice()
    {
        using var access = new RuleBasedAccess(Rules);
        var client = new MqttClientIdentity("%u", "cam", null, IPAddress.Loopback);
        access.MayPublish(client, "ioc/v1/z/camera/%u"u8).Should().BeTrue();
        access.MayPublish(client, "ioc/v1/z/camera/cam"u8).Should().BeFalse();
    }

    [Fact]
    public async Task Certificate_Alone_IsAName()
    {
        using var access = new RuleBasedAccess(Rules);
        var claimed = new MqttClientIdentity("c", null, "CN=device-1", IPAddress.Parse("10.0.0.1"));
        (await access.AuthenticateAsync(claimed, null, default)).Should().Be(new MqttAuthentication(MqttReasonCode.Success, "cert"));
        (await access.AuthenticateAsync(claimed with { CertificateSubject = "CN=device-2" }, null, default)).Reason.Should().Be(MqttReasonCode.NotAuthorized);
    }

    [Theory]
    [InlineData(MqttAnonymous.Loopback, "127.0.0.1", MqttReasonCode.Success)]
    [InlineData(MqttAnonymous.Loopback, "10.1.2.3", MqttReasonCode.NotAuthorized)]
    [InlineData(MqttAnonymous.Anybody, "10.1.2.3", MqttReasonCode.Success)]
    [InlineData(MqttAnonymous.Nobody, "127.0.0.1", MqttReasonCode.NotAuthorized)]
    public async Task Anonymous_ByAddress_IsJudged(MqttAnonymous anonymous, string address, MqttReasonCode reason)
    {
        using var access = new RuleBasedAccess(new MqttAccessRules(anonymous, [], []));
        var verdict = await access.AuthenticateAsync(new MqttClientIdentity("c", null, null, IPAddress.Parse(address)), null, default);
        verdict.Reason.Should().Be(reason);
    }

    [Fact]
    public async Task Rules_Replaced_HoldForConnectionsThatAreThere()
    {
        var time = new ManualTimeProvider();
        using var access = new RuleBasedAccess(Rules);
        await using var broker = await StartAsync(access, time);
        await using var wall = await EnterAsync(broker, "w", "wall");
        await wall.SubscribeAsync("ioc/v1/#", 1);
        await using var camera = await EnterAsync(broker, "cam-1", "cam");
        await camera.PublishAsync("ioc/v1/z/camera/cam-1", "1", 1, 1);
        await camera.ExpectAsync("puback 1");
        await wall.ExpectAsync("publish ioc/v1/z/camera/cam-1 '1' q1");

        var bad = () => access.Replace(Rules with { Topics = [new MqttTopicRule(null, ["a/#/b"], [])] });
        bad.Should().Throw<ArgumentException>();
        access.Replace(Rules with { Topics = [new MqttTopicRule("*", ["other/%c"], [])] });
        time.Advance(TimeSpan.FromSeconds(1));
        broker.Broker.SubscriptionCount.Should().Be(0);
        await camera.PublishAsync("ioc/v1/z/camera/cam-1", "2", 1, 2);
        await camera.PublishAsync("other/cam-1", "3", 1, 3);
        await camera.ExpectAsync("puback 2 87", "puback 3");
        await wall.ExpectSilenceAsync();
    }

    [Fact]
    public void PasswordHash_Verifies_AndDoesNotHoldThePassword()
    {
        Hash.Should().StartWith("pbkdf2-sha256$1000$");
        MqttPasswordHash.Verify(Hash, "bí mật"u8).Should().BeTrue();
        MqttPasswordHash.Verify(Hash, "bí mậ"u8).Should().BeFalse();
        MqttPasswordHash.Verify("pbkdf2-sha256$0$AAAA$AAAA", "x"u8).Should().BeFalse();
        MqttPasswordHash.Verify("", ""u8).Should().BeFalse();
        MqttPasswordHash.Create("a"u8, 1000).Should().NotBe(MqttPasswordHash.Create("a"u8, 1000));
    }

    private static Task<TestBroker> StartAsync(RuleBasedAccess access, TimeProvider? time = null) => TestBroker.StartAsync(services: s =>
    {
        s.AddSingleton<IMqttAuthenticator>(access).AddSingleton<IMqttAuthorizer>(access);
        if (time is not null)
        {
            s.AddSingleton(time);
        }
    });

    private static ConnectPacket Connect(int version, string clientId, string? user, string? password) => new()
    {
        Version = (MqttProtocolVersion)version,
        ClientId = clientId,
        UserName = user,
        Password = password is null ? null : Encoding.UTF8.GetBytes(password),
    };

    private static async Task<RawClient> EnterAsync(TestBroker broker, string clientId, string user)
    {
        var client = await broker.OpenAsync(5);
        await client.SendAsync(Connect(5, clientId, user, "bí mật"));
        await client.ExpectAsync("connack 0 00");
        return client;
    }
}
