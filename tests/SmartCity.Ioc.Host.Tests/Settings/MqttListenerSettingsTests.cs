using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Mqtt.Broker;

namespace SmartCity.Ioc.Host.Tests.Settings;

public sealed class MqttListenerSettingsTests
{
    [Fact]
    public void Defaults_AreThoseOfTheBroker()
    {
        var settings = new MqttListenerSettings();
        var broker = new MqttBrokerOptions();

        settings.Check();
        settings.ApplyTo(broker);

        broker.Should().BeEquivalentTo(new MqttBrokerOptions());
    }

    [Fact]
    public void Limit_OutOfRange_IsNamed()
    {
        Checking(new MqttListenerSettings { MaxConnections = 0 }).Should().Throw<StartException>().WithMessage("Ioc:Mqtt:Listener:MaxConnections *between 1 and*");
        Checking(new MqttListenerSettings { ConnectTimeout = TimeSpan.Zero }).Should().Throw<StartException>().WithMessage("Ioc:Mqtt:Listener:ConnectTimeout *");
        Checking(new MqttListenerSettings { MaxPacketBytes = 100 }).Should().Throw<StartException>().WithMessage("Ioc:Mqtt:Listener:MaxPacketBytes *");
    }

    private static Action Checking(MqttListenerSettings settings) => settings.Check;
}
