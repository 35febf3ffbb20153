using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>
/// Keeps the alert store and the engine of one mind: what the engine decides goes to the store through the spool, and what the store lost or
/// has too much is mended. Owned by the shard's thread, but for <see cref="Fault"/> and <see cref="MakeDurable"/>.
/// </summary>
internal sealed class AlertLog(IAlertStore store, AlertSpool spool, IAlertEngine engine, ILogger<AlertLog> logger)
{
    private bool _isMendDue;
    private int _losses;

    /// <summary>Why the store refuses, or null.</summary>
    public string? Fault => spool.Fault;

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

        // Before the store is read: what it gets meanwhile is in one of the two, or in both.
        var waiting = spool.Waiting;
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
        var mends = AlertMend.Of(engine.Open, stored, [.. waiting, .. made], engine.LastSequence, clockNanos);
        engine.ContinueAfter(engine.LastSequence + mends.Count);
        if (mends.Count > 0)
        {
            var closed = mends.Count(mend => !mend.Alert.IsOpen);
            logger.AlertStoreMended(mends.Count - closed, closed);
        }

        return mends;
    }

    /// <exception cref="IOException">The store has been away for so long that no more can be held back.</exception>
    public void Append(IReadOnlyList<AlertTransition> transitions) => spool.Append(transitions);

    /// <summary>Returns when the store has what was appended; any thread.</summary>
    /// <exception cref="IOException">The store does not take what waits.</exception>
    public void MakeDurable() => spool.Drain();
}
