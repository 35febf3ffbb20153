using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>
/// Gives the live table the alerts that were open when the server stopped; the replay that follows brings what came after. Where the store
/// can not be read, the first frame after the replay brings them from the checkpoint (<see cref="AlertLog.Mend"/>).
/// </summary>
internal sealed class LiveTableRestore(LiveTable live, IAlertStore store, ILogger<LiveTableRestore> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        List<Alert> open = [];
        try
        {
            open = await OpenAlertReader.ReadAsync(store, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            logger.AlertsNotRestored(e.Message);
        }

        live.Restore(open, store.LastSequence);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
