using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Push.State;

/// <summary>
/// After a start, fetches the last values of slow devices from history, so that a river gauge that speaks once an hour is not blank until
/// it does. Quick ones speak for themselves sooner than history would be read.
/// </summary>
internal sealed class ValueSeed(LiveTable table, CityRegistry registry, ITimeSeriesStore store, TimeProvider time, ILogger<ValueSeed> log)
    : BackgroundService
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var before = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        try
        {
            for (var i = 0; i < registry.DeviceCount; i++)
            {
                var device = registry.Device(i);
                var kind = registry.Kinds[device.Kind];
                foreach (var metric in kind.ExpectedInterval < Slow ? [] : kind.Metrics)
                {
                    if (await store.LatestBeforeAsync(device.Id, metric.Id, before, stoppingToken).ConfigureAwait(false) is { } reading)
                    {
                        table.Seed(i, registry.InternMetric(metric.Id), reading);
                    }
                }
            }
        }
        catch (StoreUnavailableException e)
        {
            PushLog.HistoryAway(log, e);
        }
    }
}
