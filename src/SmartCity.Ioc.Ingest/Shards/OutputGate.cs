using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>
/// Hands on what a frame brought about: the point log first, then the other outputs. A disk that refuses holds the shard: nothing that was
/// decided may be missing behind a checkpoint. Tried again after 0.1 s, then after twice as long each time up to 5 s. Owned by the shard's
/// thread.
/// </summary>
internal sealed class OutputGate(
    IPointLog points, IReadOnlyList<IShardOutput> outputs, TimeProvider time, IngestStatus status, ILogger logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(5);

    // Something that was handed to the point log may not be written yet.
    private bool _mayWait;

    /// <exception cref="OperationCanceledException">The patience is over and the frame is not handed on.</exception>
    public void FrameDone(JournalPosition next, long clockNanos, bool recovering, CancellationToken patience) =>
        HandOn(outputs.Count, next, clockNanos, recovering, more: recovering, patience);

    /// <summary>The last frame that is run again is done.</summary>
    /// <inheritdoc cref="FrameDone" path="/exception"/>
    public void Recovered(JournalPosition next, long clockNanos, CancellationToken patience)
    {
        if (_mayWait)
        {
            HandOn(0, next, clockNanos, recovering: true, more: false, patience);
        }

        foreach (var output in outputs)
        {
            output.Recovered();
        }
    }

    // To the point log, and to so many of the others.
    private void HandOn(int others, JournalPosition next, long clockNanos, bool recovering, bool more, CancellationToken patience)
    {
        var began = time.GetTimestamp();
        var delay = FirstDelay;
        for (var at = -1; at < others;)
        {
            try
            {
                if (at < 0)
                {
                    points.Commit(clockNanos, more);
                    _mayWait = more;
                }
                else
                {
                    outputs[at].FrameDone(next, clockNanos, recovering);
                }

                at++;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whatever the reason: a frame that is not handed on would be missing for ever.
                if (status.OutputFault is null)
                {
                    status.SetOutputFault(e.Message);
                    logger.OutputRefuses(e.Message, e);
                }

                Wait(delay, patience);
                delay = TimeSpan.FromTicks(Math.Min(LastDelay.Ticks, 2 * delay.Ticks));
            }
        }

        if (status.OutputFault is not null)
        {
            status.SetOutputFault(null);
            logger.OutputTakesAgain(time.GetElapsedTime(began));
        }
    }

    private void Wait(TimeSpan delay, CancellationToken patience)
    {
        using var due = new ManualResetEventSlim();
        using var timer = time.CreateTimer(static due => ((ManualResetEventSlim)due!).Set(), due, delay, Timeout.InfiniteTimeSpan);
        due.Wait(patience);
    }
}
