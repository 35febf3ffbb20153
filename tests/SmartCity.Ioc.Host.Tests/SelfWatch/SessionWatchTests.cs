using SmartCity.Ioc.Host.SelfWatch;
using SmartCity.Ioc.Mqtt.Client;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Host.Tests.SelfWatch;

public sealed class SessionWatchTests
{
    [Fact]
    public void Session_LostByABroker_IsShownForTenMinutesAndAgainWhenLostAgain()
    {
        var time = new ManualTimeProvider();
        MqttClientStatus[] brokers = [Broker("mqtt://a", 0), Broker("mqtt://b", 0)];
        var watch = new SessionWatch(() => brokers, time);
        watch.Look().Should().BeNull();

        brokers = [Broker("mqtt://a", 0), Broker("mqtt://b", 1)];
        watch.Look().Should().Be(new SelfFinding(1, "mqtt://b: no session where one was expected."));
        time.Advance(TimeSpan.FromMinutes(9));
        brokers = [Broker("mqtt://a", 2), Broker("mqtt://b", 1)];
        watch.Look()!.Note.Should().StartWith("mqtt://a, mqtt://b:");
        time.Advance(TimeSpan.FromMinutes(2));
        watch.Look()!.Note.Should().StartWith("mqtt://a:");
        time.Advance(TimeSpan.FromMinutes(9));
        watch.Look().Should().BeNull();

        brokers = [Broker("mqtt://a", 3), Broker("mqtt://b", 1)];
        watch.Look()!.Note.Should().StartWith("mqtt://a:");
    }

    private static MqttClientStatus Broker(string server, long lost) =>
        new(server, "ioc", MqttClientState.Connected, null, null, null, null, 1, lost, 0, 0, 0, 0);
}
