namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>One message for one session, waiting or in flight. Guarded by the session's lock.</summary>
internal sealed class Outgoing(BrokerMessage message, byte qos, bool retain, uint[] identifiers)
{
    public BrokerMessage Message { get; } = message;

    public byte Qos { get; } = qos;

    public bool Retain { get; } = retain;

    public uint[] Identifiers { get; } = identifiers;

    /// <summary>The shared subscription that chose this session; null for an ordinary one.</summary>
    public Subscription? Share { get; init; }

    /// <summary>0 until it is in flight.</summary>
    public ushort PacketId { get; set; }

    /// <summary>PUBREC has come: from here on PUBREL is sent, never PUBLISH ([MQTT-4.3.3-4]).</summary>
    public bool IsReleased { get; set; }

    /// <summary>On this very connection; it is not sent again on it ([MQTT-4.4.0-1]).</summary>
    public bool IsSentHere { get; set; }

    /// <summary>The store's mark; 0 where the session is not kept over a restart.</summary>
    public long StoreId { get; set; }
}
