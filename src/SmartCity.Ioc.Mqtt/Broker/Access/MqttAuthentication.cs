using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>The answer to a client's claim.</summary>
/// <param name="Reason">Success, or what the CONNACK says.</param>
/// <param name="UserName">As whom the client came in; null for anonymous.</param>
public readonly record struct MqttAuthentication(MqttReasonCode Reason, string? UserName = null);
