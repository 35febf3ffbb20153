namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>The last will that a CONNECT leaves with the server.</summary>
public sealed record MqttWill(string Topic, byte[] Payload, byte Qos = 0, bool Retain = false)
{
    /// <summary>Delay, expiry, format, content type, response topic, correlation data and user properties (MQTT 5).</summary>
    public MqttProperties? Properties { get; init; }
}
