using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>
/// Hands transitions to the alert store and holds back those that it can not take now: walls go on seeing alerts while the store is away.
/// A bound keeps that from growing for ever; past it the shard waits. Owned by the shard's thread, but for <see cref="Fault"/>.
/// </summary>
internal sealed class AlertLog(IAlertStore store, ILogger<AlertLog> logger)
{
    /// <summary>Some 100 MB of alerts: a night of flood with the store away.</summary>
    private const int MostWaiting = 100_000;

    private readonly List<AlertTransition> _waiting = [];
    private volatile string? _fault;

    /// <summary>Why the store refuses, or null.</summary>
    public string? Fault => _fault;

    /// <exception cref="IOException">The store has been away for so long that no more can be held back.</exception>
    public void Append(IReadOnlyList<AlertTransition> transitions)
    {
        try
        {
            _waiting.AddRange(transitions);
            store.Append(_waiting);
            _waiting.Clear();
            if (_fault is not null)
            {
                _fault = null;
                logger.AlertStoreIsBack();
            }
        }
        catch (IOException e)
        {
            if (_fault is null)
            {
                logger.AlertStoreIsAway(e.Message);
            }

            _fault = e.Message;
            if (_waiting.Count > MostWaiting)
            {
                // They are offered again with the same frame.
                _waiting.RemoveRange(_waiting.Count - transitions.Count, transitions.Count);
                throw;
            }
        }
    }

    /// <summary>Tries again to hand over what waits; called while the city is quiet.</summary>
    public void Retry()
    {
        if (_waiting.Count > 0)
        {
            Append([]);
        }
    }
}
