namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>How the server itself publishes, to the clients of its own broker.</summary>
public interface IMqttPublisher
{
    /// <summary>Routes a message to the subscribers of the moment; sleeping persistent sessions get it later if <paramref name="qos"/> is above 0.</summary>
    void Publish(string topic, ReadOnlySpan<byte> payload, byte qos = 0, bool retain = false);
}
