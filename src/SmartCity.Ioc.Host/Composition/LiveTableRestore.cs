using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.State;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>Gives the live table the alerts that were open when the server stopped; the replay that follows brings what came after.</summary>
internal sealed class LiveTableRestore(LiveTable live, IAlertStore store) : IHostedService
{
    private static readonly AlertState[] OpenStates = [.. Enum.GetValues<AlertState>().Where(state => state != AlertState.Closed)];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var open = new List<Alert>();
        string? cursor = null;
        do
        {
            var page = await store.ListAsync(new AlertQuery(OpenStates, Cursor: cursor, Limit: 1000), cancellationToken);
            open.AddRange(page.Alerts);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        live.Restore(open, store.LastSequence);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
