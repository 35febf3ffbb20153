namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>Which retained messages a SUBSCRIBE asks for (MQTT 5, section 3.8.3.1).</summary>
public enum MqttRetainHandling : byte
{
    SendAlways = 0,
    SendIfNew = 1,
    DoNotSend = 2,
}
