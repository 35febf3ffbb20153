namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>One message in a frame's body, in place.</summary>
public readonly ref struct FramedMessage
{
    public DeliveryMarks Flags { get; init; }

    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>The payload, or its beginning with <see cref="DeliveryMarks.Truncated"/>.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The payload's length as it came in.</summary>
    public int TrueLength { get; init; }
}
