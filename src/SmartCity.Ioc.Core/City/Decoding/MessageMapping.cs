namespace SmartCity.Ioc.City.Decoding;

/// <summary>One form of message of one sender, and what is to be read from it. Immutable; <c>docs/payloads.md</c> is its reference.</summary>
public sealed record MessageMapping
{
    /// <summary>The decoder's id in the file, for messages to people.</summary>
    public required string Decoder { get; init; }

    public required TopicPattern Topic { get; init; }

    public PayloadFormat Format { get; init; }

    /// <summary>Topics of this pattern are not taken at all.</summary>
    public bool IsIgnored { get; init; }

    /// <summary>All must hold.</summary>
    public IReadOnlyList<MappingCondition> When { get; init; } = [];

    /// <summary>One device message for each place that it finds; null for one in all.</summary>
    public FieldPath? Each { get; init; }

    /// <summary>Null for the city's topmost zone.</summary>
    public TextTemplate? Zone { get; init; }

    public required TextTemplate Kind { get; init; }

    public required TextTemplate Device { get; init; }

    /// <summary>What the city makes of the preset's device name: <c>nvr-{device}</c>; null to leave it.</summary>
    public TextTemplate? DeviceWrap { get; init; }

    /// <summary>Devices by the name that <see cref="Device"/> makes.</summary>
    public IReadOnlyDictionary<string, DeviceTarget> Devices { get; init; } = new Dictionary<string, DeviceTarget>();

    public IReadOnlyList<FieldPath> Time { get; init; } = [];

    public TimeFormat TimeFormat { get; init; }

    /// <summary>In which a time without an offset is meant.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    public FieldPath? Sequence { get; init; }

    /// <summary>Its value where it is not there (Protocol Buffers leave a zero out), or null.</summary>
    public ulong? SequenceMissing { get; init; }

    /// <summary>True there: a back-fill.</summary>
    public FieldPath? Historical { get; init; }

    public LocationMapping? Location { get; init; }

    public StatusMapping? Status { get; init; }

    public IReadOnlyList<MetricMapping> Metrics { get; init; } = [];

    public IReadOnlyList<AttributeMapping> Attributes { get; init; } = [];

    public IReadOnlyList<EventMapping> Events { get; init; } = [];

    public IReadOnlyList<RowsMapping> Rows { get; init; } = [];

    public IReadOnlyList<MembersMapping> Members { get; init; } = [];

    /// <summary>Metric and attribute names to the city's.</summary>
    public IReadOnlyDictionary<string, string> Rename { get; init; } = new Dictionary<string, string>();

    /// <summary>Names to leave out.</summary>
    public IReadOnlySet<string> Drop { get; init; } = new HashSet<string>();
}
