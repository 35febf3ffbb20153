namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>A message on a topic that is not the contract's own.</summary>
internal readonly ref struct ForeignMessage
{
    public required string Topic { get; init; }

    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>When it arrived, nanoseconds since the Unix epoch; of a message that is driven again, when it first did.</summary>
    public required long ArrivalNanos { get; init; }

    /// <summary>It came before and was put aside then: it tells nothing new of its sender's session.</summary>
    public bool IsRedriven { get; init; }
}
