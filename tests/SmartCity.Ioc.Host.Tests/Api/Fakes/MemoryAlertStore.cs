using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Host.Tests.Api.Fakes;

/// <summary>An alert store in memory with all filters, newest raised first.</summary>
internal sealed class MemoryAlertStore : IAlertStore
{
    private readonly List<AlertTransition> _log = [];

    public AlertQuery? LastQuery { get; private set; }

    public long LastSequence => _log.Count;

    public void Append(IReadOnlyList<AlertTransition> transitions) => _log.AddRange(transitions);

    public ValueTask<AlertPage> ListAsync(AlertQuery query, CancellationToken cancellation)
    {
        LastQuery = query;
        if (query.Cursor is { } cursor && _log.TrueForAll(t => t.Alert.Id != cursor))
        {
            throw new FormatException("The cursor is not one that this list gave out.");
        }

        var alerts = _log.Where(t => query.AsOfNanos is null || t.AtNanos <= query.AsOfNanos).GroupBy(t => t.Alert.Id).Select(g => g.Last().Alert)
            .Where(a => query.States?.Contains(a.State) != false
                && query.Severities?.Contains(a.Severity) != false
                && query.Zones?.Contains(a.Zone) != false
                && (query.Incident is null || query.Incident == a.Incident)
                && (query.Rule is null || query.Rule == a.Rule)
                && (query.FromNanos is null || a.RaisedAtNanos >= query.FromNanos)
                && (query.ToNanos is null || a.RaisedAtNanos < query.ToNanos)
                && (query.Cursor is null || string.CompareOrdinal(a.Id, query.Cursor) < 0))
            .OrderByDescending(a => a.Id, StringComparer.Ordinal)
            .Take(query.Limit + 1).ToList();
        var more = alerts.Count > query.Limit;
        alerts = [.. alerts.Take(query.Limit)];
        return ValueTask.FromResult(new AlertPage(alerts, more ? alerts[^1].Id : null));
    }

    public ValueTask<Alert?> FindAsync(string id, CancellationToken cancellation) =>
        ValueTask.FromResult(_log.LastOrDefault(t => t.Alert.Id == id)?.Alert);

    public ValueTask<IReadOnlyList<AlertTransition>> TimelineAsync(string id, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<AlertTransition>>([.. _log.Where(t => t.Alert.Id == id)]);

    public ValueTask<IReadOnlyList<AlertTransition>> SinceAsync(long sequence, int limit, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<AlertTransition>>([.. _log.Where(t => t.Sequence > sequence).Take(limit)]);
}
