using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Everybody may do everything: for tests and for a listener that only a trusted network reaches.</summary>
public sealed class AllowAll : IMqttAuthenticator, IMqttAuthorizer
{
    public object Revision => this;

    public ValueTask<MqttAuthentication> AuthenticateAsync(
        MqttClientIdentity claimed, ReadOnlyMemory<byte>? password, CancellationToken cancellation) => new(new MqttAuthentication(MqttReasonCode.Success, claimed.UserName));

    public bool MayPublish(MqttClientIdentity client, ReadOnlySpan<byte> topic) => true;

    public bool MaySubscribe(MqttClientIdentity client, ReadOnlySpan<byte> filter) => true;
}
