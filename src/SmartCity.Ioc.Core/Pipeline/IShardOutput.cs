using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Pipeline;

/// <summary>
/// Gathers what the pipeline decides during a frame and passes it on at the frame's end: the alert store, the live table. (The point log,
/// which checkpoints cut back, the loop commits itself, before these.) Called on the shard's thread, in the order of registration.
/// </summary>
public interface IShardOutput
{
    /// <summary>The frame is dealt with; a checkpoint may follow, so what must not be lost is handed on before this returns.</summary>
    /// <param name="next">Where the inputs go on: the position after the frame.</param>
    /// <param name="recovering">The frame is run again after a start; its effects may already be outside.</param>
    /// <exception cref="IOException">The disk refuses. The loop waits and calls again with the same frame; nothing gathered is forgotten.</exception>
    void FrameDone(JournalPosition next, long clockNanos, bool recovering);

    /// <summary>The replay is over: what comes next is new.</summary>
    void Recovered()
    {
    }

    /// <summary>A checkpoint is about to pass what was handed on, and a replay will not bring it again. Called on the checkpoint's thread,
    /// while frames go on.</summary>
    /// <exception cref="IOException">Some of it is not durable yet; the checkpoint is put off.</exception>
    void MakeDurable()
    {
    }
}
