using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Intake;

/// <summary>A PUBLISH in place: topic and payload point into the connection's receive buffer and are gone when the call returns.</summary>
public readonly ref struct PublishView
{
    /// <summary>The topic name, UTF-8, valid by MQTT's rules, aliases already resolved.</summary>
    public required ReadOnlySpan<byte> Topic { get; init; }

    public required ReadOnlySequence<byte> Payload { get; init; }

    /// <summary>Bytes of the payload behind <see cref="Payload"/> that were not kept: the message is larger than the connection takes.</summary>
    public long Omitted { get; init; }

    /// <summary>0, 1 or 2.</summary>
    public required byte Qos { get; init; }

    /// <summary>A copy that a broker kept, handed out at a subscription: the last known value, not news.</summary>
    public bool Retain { get; init; }

    public bool Duplicate { get; init; }
}
