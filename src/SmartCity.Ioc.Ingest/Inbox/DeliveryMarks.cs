namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>How a message came. The bits are on disk: never reuse one.</summary>
[Flags]
public enum DeliveryMarks : byte
{
    None = 0,

    /// <summary>The two bits of the quality of service, 0 to 2.</summary>
    QosMask = 0b11,

    /// <summary>Delivered as retained: the last known value, not a new one.</summary>
    Retained = 4,

    /// <summary>MQTT's DUP: the sender says that it may have sent this before.</summary>
    Duplicate = 8,

    /// <summary>The payload was over the limit; what is kept is its beginning, and its true length stands beside it.</summary>
    Truncated = 16,

    /// <summary>A back-fill: fills windows, raises no live alert.</summary>
    Historical = 32,

    /// <summary>Came over HTTP, not over MQTT.</summary>
    Http = 64,
}
