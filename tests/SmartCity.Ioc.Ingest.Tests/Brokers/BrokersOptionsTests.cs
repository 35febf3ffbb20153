using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SmartCity.Ioc.Ingest.Brokers;

public sealed class BrokersOptionsTests
{
    [Fact]
    public void Broker_WithOnlyAUrl_HasAPersistentSessionOfAStableName()
    {
        var options = BrokerClientOptions.Create(Read(("Mqtt:Brokers:0:Url", "mqtt://broker")).Brokers[0], index: 0);

        options.ClientId.Should().MatchRegex("^ioc-[a-z0-9-]+-0$");
        options.CleanStart.Should().BeFalse();
        options.SessionExpiry.Should().BeGreaterThan(TimeSpan.FromHours(1));
        options.Subscriptions.Should().ContainSingle().Which.Should().Match<SmartCity.Ioc.Mqtt.Packets.MqttSubscription>(
            s => s.Filter == "ioc/v1/#" && s.Qos == 1);
    }

    [Fact]
    public void Broker_FullyGiven_IsTakenAsItStands()
    {
        var options = BrokerClientOptions.Create(
            Read(
                ("Mqtt:Brokers:0:Url", "wss://broker:9443/mqtt"),
                ("Mqtt:Brokers:0:Username", "ioc"),
                ("Mqtt:Brokers:0:Password", "secret"),
                ("Mqtt:Brokers:0:ClientId", "ioc-partition-07"),
                ("Mqtt:Brokers:0:Topics:0", "ioc/v1/vung-tau/#"),
                ("Mqtt:Brokers:0:Topics:1", "$share/ioc/ioc/v1/ba-ria/#"),
                ("Mqtt:Brokers:0:Qos", "2"),
                ("Mqtt:Brokers:0:ReadCoalescing", "00:00:00.005")).Brokers[0],
            index: 0);

        options.Url.Should().Be(new Uri("wss://broker:9443/mqtt"));
        (options.Username, options.Password, options.ClientId).Should().Be(("ioc", "secret", "ioc-partition-07"));
        options.ReadCoalescing.Should().Be(TimeSpan.FromMilliseconds(5));
        options.Subscriptions.Select(s => (s.Filter, s.Qos)).Should().Equal(("ioc/v1/vung-tau/#", 2), ("$share/ioc/ioc/v1/ba-ria/#", 2));
    }

    [Theory]
    [InlineData("Url", "broker:1883", "Ioc:Mqtt:Brokers:0:Url")]
    [InlineData("Url", "http://broker", "Ioc:Mqtt:Brokers:0:Url")]
    [InlineData("Url", "mqtt://user:hush-hush@broker", "Ioc:Mqtt:Brokers:0:Url holds credentials")]
    [InlineData("Qos", "3", "Ioc:Mqtt:Brokers:0:Qos is '3'")]
    [InlineData("ReadCoalescing", "00:00:00.021", "Ioc:Mqtt:Brokers:0:ReadCoalescing is 21 ms")]
    [InlineData("Topics:0", "a/#/b", "Ioc:Mqtt:Brokers:0:Topics:0 is 'a/#/b'")]
    [InlineData("Password", "hush-hush", "Ioc:Mqtt:Brokers:0:Username")]
    [InlineData("Certificate:AuthorityPath", "/no/such/file.pem", "Ioc:Mqtt:Brokers:0:Certificate:AuthorityPath")]
    public void Broker_WithABadValue_IsRefusedByItsKeyWithoutItsSecrets(string key, string value, string named)
    {
        var read = () => Read(("Mqtt:Brokers:0:Url", "mqtt://broker"), ($"Mqtt:Brokers:0:{key}", value));

        read.Should().Throw<OptionsValidationException>()
            .Which.Message.Should().Contain(named).And.NotContain("hush-hush");
    }

    [Fact]
    public void Broker_WithAnUnknownKey_IsRefused()
    {
        var read = () => Read(("Mqtt:Brokers:0:Url", "mqtt://broker"), ("Mqtt:Brokers:0:Pasword", "x"));

        read.Should().Throw<InvalidOperationException>().WithInnerException<InvalidOperationException>().WithMessage("*Pasword*");
    }

    private static BrokersOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.GroupBy(s => s.Key).ToDictionary(g => g.Key, g => (string?)g.Last().Value))
            .Build();
        using var services = new ServiceCollection().AddBrokerConsumer(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<BrokersOptions>>().Value;
    }
}
