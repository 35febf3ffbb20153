using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>All open alerts of a store, page by page.</summary>
internal static class OpenAlertReader
{
    private const int PageSize = 1000;

    private static readonly AlertState[] OpenStates = [.. Enum.GetValues<AlertState>().Where(state => state != AlertState.Closed)];

    /// <exception cref="SmartCity.Ioc.TimeSeries.StoreUnavailableException">The store can not be read now.</exception>
    public static async ValueTask<List<Alert>> ReadAsync(IAlertStore store, CancellationToken cancellation)
    {
        var open = new List<Alert>();
        string? cursor = null;
        do
        {
            var page = await store.ListAsync(new AlertQuery(OpenStates, Cursor: cursor, Limit: PageSize), cancellation);
            open.AddRange(page.Alerts);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return open;
    }
}
