namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Decides which topics a client may use. Asked on the thread that reads the socket: answers from memory.</summary>
public interface IMqttAuthorizer
{
    /// <summary>Another object whenever the answers may have changed; answers are remembered until then.</summary>
    object Revision { get; }

    /// <summary>Also asked for wills.</summary>
    bool MayPublish(MqttClientIdentity client, ReadOnlySpan<byte> topic);

    /// <param name="filter">Without <c>$share/name/</c>.</param>
    bool MaySubscribe(MqttClientIdentity client, ReadOnlySpan<byte> filter);
}
