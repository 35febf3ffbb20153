using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>One metric of one kind.</summary>
internal record struct MetricSlot
{
    /// <summary>Index in the registry.</summary>
    public int Metric { get; init; }

    /// <summary>Null where nobody declared it: then any finite number will do.</summary>
    public MetricDefinition? Declared { get; init; }

    /// <summary>Whether its name stands in JSON as it is, and nowhere else means anything else.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The message that wrote it last, by the decoder's count: tells a member that stands twice.</summary>
    public long Message { get; set; }

    /// <summary>Where its value stands among that message's.</summary>
    public int At { get; set; }
}
