using SmartCity.Ioc.Indicators;

namespace SmartCity.Ioc.Testing;

/// <summary>Observations in memory; those that are replaced are forgotten.</summary>
public sealed class MemoryIndicators : IIndicatorStore
{
    private readonly Dictionary<(string Indicator, long Time), IndicatorObservation> _observations = [];

    public IReadOnlyList<(IndicatorObservation Stored, IndicatorPut Outcome)> Put(IReadOnlyList<IndicatorObservation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        return
        [
            .. observations.Select(observation =>
            {
                var outcome = _observations.ContainsKey((observation.Indicator, observation.TimeNanos)) ? IndicatorPut.Replaced : IndicatorPut.Created;
                _observations[(observation.Indicator, observation.TimeNanos)] = observation;
                return (observation, outcome);
            }),
        ];
    }

    public IReadOnlyList<IndicatorObservation> Newest() =>
        [.. _observations.Values.GroupBy(o => o.Indicator).Select(group => group.MaxBy(o => o.TimeNanos)!)];

    public IReadOnlyList<IndicatorObservation> List(string indicator, long fromNanos, long toNanos, int limit) =>
        [.. _observations.Values.Where(o => o.Indicator == indicator && o.TimeNanos >= fromNanos && o.TimeNanos < toNanos).OrderByDescending(o => o.TimeNanos).Take(limit)];

    public IReadOnlyList<IndicatorObservation> Replaced(string indicator, long fromNanos, long toNanos) => [];
}
