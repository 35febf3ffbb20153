namespace SmartCity.Ioc.Mqtt.Intake;

/// <summary>What became of a message that was taken in.</summary>
public enum PublishOutcome : byte
{
    /// <summary>Safe: PUBACK or PUBREC may leave.</summary>
    Stored,

    /// <summary>Could not be made safe now. No acknowledgement leaves; the connection is closed so that the sender tries again.</summary>
    Failed,
}
