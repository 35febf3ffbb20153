namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>A user property; names may repeat and their order is kept ([MQTT-3.3.2-18]).</summary>
public readonly record struct MqttUserProperty(string Name, string Value);
