namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>One property in place.</summary>
public readonly ref struct MqttProperty
{
    public MqttPropertyId Id { get; init; }

    /// <summary>The value of a byte, integer or variable byte integer.</summary>
    public uint Number { get; init; }

    /// <summary>The value of a string or of binary data; a user property's name.</summary>
    public ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>A user property's value.</summary>
    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>The property as it stands in the packet, identifier included.</summary>
    public ReadOnlySpan<byte> Raw { get; init; }
}
