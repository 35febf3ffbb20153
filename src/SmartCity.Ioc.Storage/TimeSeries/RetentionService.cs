using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Evidence;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>Drops history past its time once an hour, by the server's clock, but for what is held as evidence. A store that is away, and one of
/// holds that can not be read, is asked again the next hour.</summary>
internal sealed class RetentionService(
    ITimeSeriesStore store, HeldSpans held, TimeSeriesOptions options, PipelineOptions pipeline, TimeProvider time, ILogger<RetentionService> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                // Not at once: a start has better things to do with the disk.
                await Task.Delay(Interval, time, stoppingToken);
                await DropAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped between two slices; the next start goes on.
            return;
        }
    }

    private async Task DropAsync(CancellationToken cancellation)
    {
        try
        {
            var windows = new Dictionary<long, long>();
            foreach (var length in pipeline.Windows.Concat(PipelineOptions.RollUps))
            {
                var keep = length <= TimeSpan.FromMinutes(1) ? options.KeepShortWindows : options.KeepLongWindows;
                windows[length.Ticks * 100] = Limit(keep);
            }

            var dropped = await store.DeleteBeforeAsync(Limit(options.KeepReadings), windows, held.Active(Now), cancellation);
            if (dropped > 0)
            {
                StorageLog.HistoryDropped(log, dropped);
            }
        }
        catch (StoreUnavailableException e)
        {
            StorageLog.RetentionPostponed(log, e);
        }
    }

    private long Now => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private long Limit(TimeSpan keep) =>
        keep == TimeSpan.Zero ? long.MinValue : Now - (keep.Ticks * 100);
}
