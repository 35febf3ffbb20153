using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>The alert store for those who read it: an answer holds every change that was shown or sent before the question.</summary>
internal sealed class SettledAlertStore(IAlertStore store, AlertSpool spool) : IAlertStore
{
    public long LastSequence => store.LastSequence;

    public int Losses => store.Losses;

    public void Append(IReadOnlyList<AlertTransition> transitions) => store.Append(transitions);

    public async ValueTask<AlertPage> ListAsync(AlertQuery query, CancellationToken cancellation)
    {
        await spool.SettleAsync(cancellation);
        return await store.ListAsync(query, cancellation);
    }

    public async ValueTask<Alert?> FindAsync(string id, CancellationToken cancellation)
    {
        await spool.SettleAsync(cancellation);
        return await store.FindAsync(id, cancellation);
    }

    public async ValueTask<IReadOnlyList<AlertTransition>> TimelineAsync(string id, CancellationToken cancellation)
    {
        await spool.SettleAsync(cancellation);
        return await store.TimelineAsync(id, cancellation);
    }

    public async ValueTask<IReadOnlyList<AlertTransition>> SinceAsync(long sequence, int limit, CancellationToken cancellation)
    {
        await spool.SettleAsync(cancellation);
        return await store.SinceAsync(sequence, limit, cancellation);
    }

    public async ValueTask<IReadOnlyList<AlertTransition>> ChangesAsync(
        long fromNanos, long toNanos, long afterSequence, int limit, CancellationToken cancellation)
    {
        await spool.SettleAsync(cancellation);
        return await store.ChangesAsync(fromNanos, toNanos, afterSequence, limit, cancellation);
    }
}
