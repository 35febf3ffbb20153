namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Decides who may connect.</summary>
public interface IMqttAuthenticator
{
    /// <param name="claimed">What the client says; its user name is not yet proven.</param>
    ValueTask<MqttAuthentication> AuthenticateAsync(MqttClientIdentity claimed, ReadOnlyMemory<byte>? password, CancellationToken cancellation);
}
