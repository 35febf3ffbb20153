using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.Host.Tests.Api.Fakes;

/// <summary>What waits to be stored: what a test says.</summary>
internal sealed class MemoryRecent : IRecentPoints
{
    public RecentPoints Points { get; set; } = RecentPoints.None;

    public (long FromNanos, long ToNanos)? Missing { get; set; }

    /// <summary>What waiting for the store comes to.</summary>
    public Func<Task> Settle { get; set; } = () => Task.CompletedTask;

    public RecentPoints Of(HistorySeries series) => Points;

    public Task SettleAsync(CancellationToken cancellation) => Settle();
}
