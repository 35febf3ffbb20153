namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>A QoS 2 message that came in and whose PUBREL has not: a second PUBLISH with its identifier is the same message ([MQTT-4.3.3-10]).</summary>
internal sealed class IncomingQos2(InboundFlow? takenBy)
{
    /// <summary>The connection whose receive maximum it counts against; null after a restart.</summary>
    public InboundFlow? TakenBy { get; } = takenBy;

    /// <summary>Whether the receipt has come; until then no PUBREC leaves.</summary>
    public bool IsStored { get; set; } = takenBy is null;

    /// <summary>A later connection that saw the same identifier again before the receipt came.</summary>
    public (InboundFlow Flow, ulong Tag)? Waiter { get; set; }
}
