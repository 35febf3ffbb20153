namespace SmartCity.Ioc.City;

/// <summary>A sort of device: its domain, its metrics and how often it should speak.</summary>
/// <param name="Index">Position in <see cref="CityModel.Kinds"/>.</param>
/// <param name="Id">The topic's kind part (<c>camera</c>).</param>
/// <param name="ExpectedInterval">Time between two messages of a healthy device; silence of 1.5 of it is <c>stale</c>.</param>
/// <param name="OfflineAfter">Silence after which the device is <c>offline</c>.</param>
/// <param name="Metrics">Declared metrics; the first is the one that a map label shows. Others may be sent and are kept undeclared.</param>
public sealed record DeviceKind(
    int Index,
    string Id,
    LocalizedText Name,
    Domain Domain,
    TimeSpan ExpectedInterval,
    TimeSpan OfflineAfter,
    IReadOnlyList<MetricDefinition> Metrics)
{
    /// <summary>Metrics that the server works out of those.</summary>
    public IReadOnlyList<DerivedMetric> Derived { get; init; } = [];

    /// <summary>The city's files say how often they speak; otherwise it is learned of each.</summary>
    public bool IsIntervalGiven { get; init; } = true;

    /// <summary>What the city's files say, or null: then the rules that watch it decide.</summary>
    public KindPriority? Priority { get; init; }

    /// <summary>Everything that is known of its devices by name: what they send, then what is worked out.</summary>
    public IEnumerable<MetricDefinition> AllMetrics => Metrics.Concat(Derived.Select(derived => derived.Definition));
}
