namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Why a message did not reach a subscriber.</summary>
public enum MqttDropReason
{
    /// <summary>The client did not keep up and its queue, or that of all clients together, was full.</summary>
    QueueFull,

    /// <summary>Its message expiry interval passed while it waited.</summary>
    Expired,

    /// <summary>Larger than the client's maximum packet size.</summary>
    TooLarge,

    /// <summary>No room for another retained message; subscribers of the moment still got it.</summary>
    RetainedFull,
}
