namespace SmartCity.Ioc.City;

/// <summary>A metric that the server works out of what the devices of a kind send.</summary>
/// <param name="Definition">What its numbers mean, like a metric that is sent.</param>
/// <param name="Inputs">For each role that the index knows (<c>pm25</c>, <c>temperature</c>), the kind's metric that plays it.</param>
public sealed record DerivedMetric(MetricDefinition Definition, DerivedIndex Index, IReadOnlyDictionary<string, MetricDefinition> Inputs)
{
    /// <summary>It is worked out when windows close, and not with each message.</summary>
    public bool IsOfClosedWindows => Index is DerivedIndex.VnAqiHourly or DerivedIndex.VnAqiDaily or DerivedIndex.RateOfRise;

    /// <summary>For the level of service: speed with the street empty, in the unit of the speed; a device's own goes before it.</summary>
    public double? FreeFlowSpeed { get; init; }

    /// <summary>For the flood stage: alarm levels I, II, III; a device's own go before them.</summary>
    public IReadOnlyList<double>? AlarmLevels { get; init; }
}
