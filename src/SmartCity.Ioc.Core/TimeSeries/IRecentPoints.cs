using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.TimeSeries;

/// <summary>What the pipeline has given out and the store may not have yet. Ask before the store: what moves there meanwhile is then in both, not in neither.</summary>
public interface IRecentPoints
{
    RecentPoints Of(HistorySeries series);

    /// <summary>Returns when the store has what was given out before the call, but for what is <see cref="Missing"/>.</summary>
    /// <exception cref="StoreUnavailableException">The store does not take it within some seconds.</exception>
    Task SettleAsync(CancellationToken cancellation);

    /// <summary>Where more waits than is worth searching: what was given out between these two moments is missing from answers until it is
    /// stored. Null where nothing is.</summary>
    (long FromNanos, long ToNanos)? Missing { get; }
}
