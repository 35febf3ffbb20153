namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>Why bytes are not a packet. The default value means that nothing is wrong.</summary>
/// <param name="Code">What an MQTT 5 peer is told in DISCONNECT or CONNACK.</param>
/// <param name="Word">One of a small fixed set, lower case with hyphens: for counters, logs and people.</param>
public readonly record struct MqttDecodeError(MqttReasonCode Code, string? Word)
{
    public bool IsError => Word is not null;

    internal static MqttDecodeError Malformed(string word) => new(MqttReasonCode.MalformedPacket, word);

    internal static MqttDecodeError Protocol(string word) => new(MqttReasonCode.ProtocolError, word);

    public override string ToString() => Word ?? "none";
}
