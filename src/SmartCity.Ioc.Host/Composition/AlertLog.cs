using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>
/// Hands transitions to the alert store and holds back those that it can not take now: walls go on seeing alerts while the store is away.
/// A bound keeps that from growing for ever; past it the shard waits. No checkpoint passes what is held back (<see cref="MakeDurable"/>), so
/// a process that ends meanwhile makes the same transitions again. Owned by the shard's thread, but for <see cref="Fault"/>.
/// </summary>
internal sealed class AlertLog(IAlertStore store, IAlertEngine engine, ILogger<AlertLog> logger)
{
    /// <summary>Some 100 MB of alerts: a night of flood with the store away.</summary>
    private const int MostWaiting = 100_000;

    private readonly List<AlertTransition> _waiting = [];
    private volatile string? _fault;
    private bool _isMendDue;
    private int _losses;

    /// <summary>Why the store refuses, or null.</summary>
    public string? Fault => _fault;

    /// <summary>The replay is over. The store may have more than it brought: a power cut takes unsynced input, and the store's commits stay.
    /// New transitions must not get numbers that are taken.</summary>
    public void Recovered()
    {
        engine.ContinueAfter(store.LastSequence);
        _isMendDue = true;
    }

    /// <summary>
    /// What has to be appended so that the store's open alerts are the engine's again: after a start, and when the store had to begin anew.
    /// </summary>
    /// <param name="made">The frame's transitions, which the store does not have yet.</param>
    public IReadOnlyList<AlertTransition> Mend(IReadOnlyList<AlertTransition> made, long clockNanos)
    {
        var losses = store.Losses;
        if (!_isMendDue && losses == _losses)
        {
            return [];
        }

        List<Alert> stored;
        try
        {
            // The shard's thread waits: the start is not over for the walls before this, and later it happens once in a database's life.
            stored = OpenAlertReader.ReadAsync(store, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
        catch (StoreUnavailableException)
        {
            // Tried again with the next frame; appending says that the store is away.
            return [];
        }

        _isMendDue = false;
        _losses = losses;
        var mends = AlertMend.Of(engine.Open, stored, [.. _waiting, .. made], engine.LastSequence, clockNanos);
        engine.ContinueAfter(engine.LastSequence + mends.Count);
        if (mends.Count > 0)
        {
            var closed = mends.Count(mend => !mend.Alert.IsOpen);
            logger.AlertStoreMended(mends.Count - closed, closed);
        }

        return mends;
    }

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

    /// <exception cref="IOException">The store still does not take what waits.</exception>
    public void MakeDurable()
    {
        Retry();
        if (_waiting.Count > 0)
        {
            throw new IOException($"{_waiting.Count} changes of alerts wait for the alert store: {_fault}");
        }
    }
}
