namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>One topic filter with its options.</summary>
/// <param name="Filter">May begin with <c>$share/name/</c>.</param>
public sealed record MqttSubscription(
    string Filter,
    byte Qos = 0,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    MqttRetainHandling RetainHandling = MqttRetainHandling.SendAlways);
