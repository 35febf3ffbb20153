namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>A message that has to outlive the packet it came in: queued, in flight or retained. Immutable and shared by all who wait for it.</summary>
public sealed class BrokerMessage
{
    /// <summary>The value of <see cref="ExpiresAtMillis"/> for a message that does not expire.</summary>
    public const long Never = long.MaxValue;

    public required byte[] Topic { get; init; }

    public required byte[] Payload { get; init; }

    /// <summary>
    /// Encoded properties that go through unaltered and in order: format, content type, response topic, correlation data and user
    /// properties ([MQTT-3.3.2-4], [MQTT-3.3.2-15] to [MQTT-3.3.2-18], [MQTT-3.3.2-20]).
    /// </summary>
    public byte[] Properties { get; init; } = [];

    /// <summary>QoS of the PUBLISH that brought it.</summary>
    public byte Qos { get; init; }

    /// <summary>Unix milliseconds, or <see cref="Never"/>.</summary>
    public long ExpiresAtMillis { get; init; } = Never;

    /// <summary>What it costs to keep.</summary>
    internal int Size => Topic.Length + Payload.Length + Properties.Length;

    /// <summary>Seconds left, rounded up, for the copy that goes out ([MQTT-3.3.2-6]).</summary>
    internal static uint? ExpiryLeft(long expiresAtMillis, long nowMillis) =>
        expiresAtMillis == Never ? null : (uint)Math.Clamp((expiresAtMillis - nowMillis + 999) / 1000, 0, uint.MaxValue);
}
