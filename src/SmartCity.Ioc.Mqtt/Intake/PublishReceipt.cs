namespace SmartCity.Ioc.Mqtt.Intake;

/// <summary>Travels with a message; completing it lets the acknowledgement leave. The default value belongs to QoS 0 and does nothing.</summary>
/// <param name="Owner">The connection, or null for QoS 0.</param>
/// <param name="Tag">The owner's own mark for the message.</param>
public readonly record struct PublishReceipt(IReceiptOwner? Owner, ulong Tag)
{
    public void Complete(PublishOutcome outcome) => Owner?.Complete(Tag, outcome);
}
