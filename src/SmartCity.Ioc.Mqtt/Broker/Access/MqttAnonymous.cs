namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Who may come without a user name and without a certificate.</summary>
public enum MqttAnonymous
{
    Nobody,

    /// <summary>Only connections from this machine.</summary>
    Loopback,

    Anybody,
}
