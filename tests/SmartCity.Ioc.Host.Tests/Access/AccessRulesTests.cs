using System.Net;
using System.Text;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Host.Access;
using SmartCity.Ioc.Mqtt.Broker;

namespace SmartCity.Ioc.Host.Tests.Access;

public sealed class AccessRulesTests
{
    private static readonly AccessPolicy Policy = new(
        [new AccessUser("cam-1", null, "CN=cam-1", TopicRights.None), new AccessUser("gateway", null, "CN=gateway", new TopicRights(["ioc/v1/hue/#"], []))],
        new TopicRights(["ioc/v1/+/+/%u"], []),
        new TopicRights(["demo/#"], ["#"]));

    [Theory]
    [InlineData("cam-1", "ioc/v1/hue/camera/cam-1", true)]
    [InlineData("cam-1", "ioc/v1/hue/camera/cam-2", false)]
    [InlineData("cam-1", "demo/x", false)]
    [InlineData("gateway", "ioc/v1/hue/camera/cam-2", true)]
    [InlineData("gateway", "ioc/v1/vung-tau/camera/cam-2", false)]
    [InlineData("gateway", "ioc/v1/vung-tau/gate/gateway", true)]
    [InlineData("gone", "ioc/v1/hue/camera/gone", false)]
    [InlineData("*", "ioc/v1/hue/camera/*", false)]
    [InlineData("", "demo/x", false)]
    [InlineData(null, "demo/x", true)]
    [InlineData(null, "ioc/v1/hue/camera/cam-1", false)]
    public void Publish_ByThePolicy_IsJudged(string? user, string topic, bool allowed)
    {
        using var access = new RuleBasedAccess(AccessRules.Of(Policy, MqttAnonymous.Loopback));
        access.MayPublish(Client(user), Encoding.UTF8.GetBytes(topic)).Should().Be(allowed);
    }

    [Theory]
    [InlineData(MqttAnonymous.Loopback, true, MqttAnonymous.Loopback)]
    [InlineData(MqttAnonymous.Anybody, true, MqttAnonymous.Anybody)]
    [InlineData(MqttAnonymous.Anybody, false, MqttAnonymous.Nobody)]
    [InlineData(MqttAnonymous.Nobody, true, MqttAnonymous.Nobody)]
    public void Anonymous_BySettingAndPolicy_IsTheNarrowerOfTheTwo(MqttAnonymous setting, bool inPolicy, MqttAnonymous expected) =>
        AccessRules.Of(Policy with { Anonymous = inPolicy ? Policy.Anonymous : null }, setting).Anonymous.Should().Be(expected);

    [Fact]
    public void Policy_ThatGrantsNothing_GrantsNothing()
    {
        using var access = new RuleBasedAccess(AccessRules.Of(
            new AccessPolicy([new AccessUser("cam-1", null, "CN=cam-1", TopicRights.None)], TopicRights.None, null), MqttAnonymous.Loopback));
        access.MayPublish(Client("cam-1"), "x"u8).Should().BeFalse();
        access.MaySubscribe(Client("cam-1"), "x"u8).Should().BeFalse();
        access.MaySubscribe(Client(null), "x"u8).Should().BeFalse();
    }

    [Fact]
    public void City_WithoutPolicy_LeavesEverythingButTheServersTopicsToThisMachine()
    {
        using var access = new RuleBasedAccess(AccessRules.Of(null, MqttAnonymous.Loopback));
        var topics = new ServerTopics(access);
        topics.MayPublish(Client(null), "test/a"u8).Should().BeTrue();
        topics.MaySubscribe(Client(null), "$SYS/#"u8).Should().BeTrue();
        topics.MayPublish(Client(null), "ioc/v1/alerts/hue/critical"u8).Should().BeFalse();
        topics.MayPublish(Client(null), "ioc/v1/alerts"u8).Should().BeFalse();
        topics.MayPublish(Client("someone"), "test/a"u8).Should().BeFalse();
        topics.MayPublish(Client(null) with { Address = IPAddress.Parse("10.0.0.1") }, "test/a"u8).Should().BeFalse();
    }

    private static MqttClientIdentity Client(string? user) => new("client", user, null, IPAddress.Loopback);
}
