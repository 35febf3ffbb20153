namespace SmartCity.Ioc.Mqtt.Client;

public enum MqttClientState : byte
{
    /// <summary>Not started yet.</summary>
    Idle,

    /// <summary>Trying, or waiting to try again.</summary>
    Connecting,
    Connected,

    /// <summary>Disposed of.</summary>
    Stopped,
}
