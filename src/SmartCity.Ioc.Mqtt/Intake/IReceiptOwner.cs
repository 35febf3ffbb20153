namespace SmartCity.Ioc.Mqtt.Intake;

/// <summary>A connection that waits to acknowledge what it handed over.</summary>
public interface IReceiptOwner
{
    /// <summary>Called once per receipt, from any thread, in any order; must not block. The owner sends acknowledgements in the order in
    /// which the messages arrived ([MQTT-4.6.0-2], [MQTT-4.6.0-3]) and ignores receipts of a connection that is gone.</summary>
    void Complete(ulong tag, PublishOutcome outcome);
}
