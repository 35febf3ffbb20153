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

    /// <exception cref="OperationCanceledException">The patience is over and the frame is not handed on.</exception>
    public void FrameDone(JournalPosition next, long clockNanos, bool recovering, CancellationToken patience)
    {
        var began = time.GetTimestamp();
        var delay = FirstDelay;
        for (var at = -1; at < outputs.Count;)
        {
            try
            {
                if (at < 0)
                {
                    points.Commit(clockNanos);
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

    public void Recovered()
    {
        foreach (var output in outputs)
        {
            output.Recovered();
        }
    }

    private void Wait(TimeSpan delay, CancellationToken patience)
    {
        using var due = new ManualResetEventSlim();
        using var timer = time.CreateTimer(static due => ((ManualResetEventSlim)due!).Set(), due, delay, Timeout.InfiniteTimeSpan);
        due.Wait(patience);
    }
}
