namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>What a look at the head of a receive buffer found.</summary>
public enum MqttReadStatus : byte
{
    /// <summary>A whole frame was cut off.</summary>
    Frame,

    /// <summary>The bytes so far may become a frame.</summary>
    NeedMore,

    /// <summary>The bytes can never become a frame; the connection is lost.</summary>
    Error,
}
