namespace SmartCity.Ioc.Mqtt.Broker;

/// <param name="Message">Its expiry counts from the moment of publication ([MQTT-3.1.2-8] and section 3.1.3.2.4).</param>
/// <param name="ExpirySeconds">Null for a will that does not expire.</param>
/// <param name="DelaySeconds">0: at once.</param>
public sealed record SessionWill(BrokerMessage Message, bool Retain, uint? ExpirySeconds, uint DelaySeconds);
