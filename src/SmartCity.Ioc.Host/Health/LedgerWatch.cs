using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Host.Health;

/// <summary>
/// Compares both sides of the ledger every ten seconds of the city's clock. They can differ only through a bug, so it is said once and
/// stays in <see cref="Fault"/>. On the shard's thread, at the end of a frame: anywhere else a message may be half way.
/// </summary>
internal sealed class LedgerWatch(Ledger ledger, ILogger<LedgerWatch> logger) : IShardOutput
{
    private const long IntervalNanos = 10_000_000_000;

    // The minute that runs and the one before: a difference shows while it is made.
    private const int MinutesWatched = 2;

    private long _lookedAt = long.MinValue;
    private volatile string? _fault;

    /// <summary>By how much the sides differ, or null.</summary>
    public string? Fault => _fault;

    public void FrameDone(JournalPosition next, long clockNanos, bool recovering)
    {
        if (clockNanos < _lookedAt + IntervalNanos && _lookedAt != long.MinValue)
        {
            return;
        }

        _lookedAt = clockNanos;
        var snapshot = ledger.Snapshot(MinutesWatched);
        if (snapshot.IsBalanced || _fault is not null)
        {
            return;
        }

        var messages = snapshot.Messages;
        logger.LedgerDiffers(messages.Difference, messages.Received, next.Offset);
        _fault = $"of {messages.Received} messages received, {messages.Difference} are not accounted for";
    }
}
