using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Pipeline;

/// <summary>
/// Gathers what the pipeline decides during a frame and passes it on at the frame's end: the point log, the alert store, the live table.
/// Called on the shard's thread, in the order of registration.
/// </summary>
public interface IShardOutput
{
    /// <summary>
    /// The frame is dealt with. What is written to the journal of outputs is appended here, one frame of outputs for one of inputs at
    /// most: a checkpoint may follow, and a replay must cut its outputs at the same places.
    /// </summary>
    /// <param name="next">Where the inputs go on: the position after the frame.</param>
    /// <param name="recovering">The frame is run again after a start; its effects may already be outside.</param>
    /// <exception cref="IOException">The disk refuses. The loop waits and calls again with the same frame; nothing gathered is forgotten.</exception>
    void FrameDone(JournalPosition next, long clockNanos, bool recovering);
}
