namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>What outlives a connection: messages under way in both directions and the subscriptions. <see cref="Gate"/> guards all of it
/// except <see cref="Inbound"/>, which has a lock of its own because receipts come from any thread; that one is never held while taking
/// this one.</summary>
internal sealed class MqttSession
{
    public MqttSession(int maximumInflight) => Outbound = new OutboundWindow(maximumInflight, Gate, Changed);

    public Lock Gate { get; } = new();

    /// <summary>Room for publishers, a connection, an acknowledgement that has left.</summary>
    public AsyncSignal Changed { get; } = new();

    public OutboundWindow Outbound { get; }

    public InboundLedger Inbound { get; private set; } = new();

    public SubscriptionTable Subscriptions { get; } = new();

    /// <summary>The highest QoS that the server takes from us, as far as it has let us know.</summary>
    public byte MaximumQos { get; set; } = 2;

    // Counters for the status; written by the loop or under the gate, read by anyone.
    public long Received { get; set; }

    public long Duplicates { get; set; }

    public long Published { get; set; }

    public long Pauses { get; set; }

    /// <summary>The server knows nothing any more; receipts that are still out belong to the ledger that is let go here.</summary>
    public void ForgetInbound() => Inbound = new InboundLedger();
}
