namespace SmartCity.Ioc.Indicators;

/// <summary>The observations of indicators, and those that others replaced.</summary>
public interface IIndicatorStore
{
    /// <summary>Stores all or none; durable on return. One for a time that has one already replaces it, and the earlier is kept.</summary>
    /// <returns>What is stored now, in the order given, and what became of each.</returns>
    /// <exception cref="TimeSeries.StoreUnavailableException">The disk refuses; nothing is stored.</exception>
    IReadOnlyList<(IndicatorObservation Stored, IndicatorPut Outcome)> Put(IReadOnlyList<IndicatorObservation> observations);

    /// <summary>The newest observation of each indicator that has one.</summary>
    /// <exception cref="TimeSeries.StoreUnavailableException">The file can not be read now.</exception>
    IReadOnlyList<IndicatorObservation> Newest();

    /// <summary>Observations with <paramref name="fromNanos"/> ≤ time &lt; <paramref name="toNanos"/>, newest first.</summary>
    /// <exception cref="TimeSeries.StoreUnavailableException">The file can not be read now.</exception>
    IReadOnlyList<IndicatorObservation> List(string indicator, long fromNanos, long toNanos, int limit);

    /// <summary>What stood where <see cref="List"/> looks and was replaced, by time and then oldest first.</summary>
    /// <exception cref="TimeSeries.StoreUnavailableException">The file can not be read now.</exception>
    IReadOnlyList<IndicatorObservation> Replaced(string indicator, long fromNanos, long toNanos);
}
