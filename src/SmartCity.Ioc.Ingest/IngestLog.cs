using Microsoft.Extensions.Logging;

namespace SmartCity.Ioc.Ingest;

internal static partial class IngestLog
{
    [LoggerMessage(1, LogLevel.Error, "The journal of inputs refuses: {Reason}. Senders of QoS 1 and 2 keep their messages; QoS 0 is lost and counted.")]
    public static partial void JournalRefuses(this ILogger logger, string reason, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The journal of inputs takes again after {Duration}; {Failed} messages went back to their senders, {Shed} of QoS 0 were lost.")]
    public static partial void JournalTakesAgain(this ILogger logger, TimeSpan duration, long failed, long shed);

    [LoggerMessage(3, LogLevel.Warning, "The host's clock went back by {Back}; the city's clock stands still until it has caught up.")]
    public static partial void ClockWentBack(this ILogger logger, TimeSpan back);

    [LoggerMessage(4, LogLevel.Error, "What the pipeline decided can not be handed on: {Reason}. The shard waits.")]
    public static partial void OutputRefuses(this ILogger logger, string reason, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "What the pipeline decided can be handed on again after {Duration}; nothing is lost.")]
    public static partial void OutputTakesAgain(this ILogger logger, TimeSpan duration);

    [LoggerMessage(6, LogLevel.Error, "A checkpoint can not be written: {Reason}. A restart would replay more than usual.")]
    public static partial void CheckpointRefused(this ILogger logger, string reason, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "Checkpoints can be written again.")]
    public static partial void CheckpointTakesAgain(this ILogger logger);

    [LoggerMessage(8, LogLevel.Information, "Checkpoint at {Inputs}; replaying {Bytes} bytes of inputs.")]
    public static partial void Recovering(this ILogger logger, long inputs, long bytes);

    [LoggerMessage(9, LogLevel.Information, "Replayed {Frames} frames with {Messages} messages in {Duration}.")]
    public static partial void Recovered(this ILogger logger, long frames, long messages, TimeSpan duration);

    [LoggerMessage(10, LogLevel.Error, "A message on {Topic} made our own code fail; it is put aside.")]
    public static partial void MessageFailed(this ILogger logger, string topic, Exception exception);

    [LoggerMessage(11, LogLevel.Error, "The frame at {Position} makes the pipeline fail again. At the next start it is put aside.")]
    public static partial void FramePoisoned(this ILogger logger, long position, Exception exception);

    [LoggerMessage(17, LogLevel.Error, "The frame at {Position}, on which the pipeline failed before, is put aside: {Messages} messages are in quarantine.")]
    public static partial void FramePutAside(this ILogger logger, long position, int messages);

    [LoggerMessage(18, LogLevel.Error, "The decoders in the journal can not be understood by this version and are left out: {Fault}")]
    public static partial void DecodersRefused(this ILogger logger, string fault);

    [LoggerMessage(12, LogLevel.Error, "The frame at {Position} is not laid out as this version knows it; the rest of it is skipped.")]
    public static partial void FrameMalformed(this ILogger logger, long position);

    [LoggerMessage(13, LogLevel.Critical, "The {Thread} thread can not go on.")]
    public static partial void ThreadFailed(this ILogger logger, string thread, Exception exception);

    [LoggerMessage(14, LogLevel.Warning, "Stopped after {Drain} with input not yet dealt with; it is on disk and is dealt with at the next start.")]
    public static partial void DrainTimedOut(this ILogger logger, TimeSpan drain);

    [LoggerMessage(15, LogLevel.Warning, "Inputs from {Wanted} to {First} are no longer in the journal; the replay begins after them.")]
    public static partial void InputsMissing(this ILogger logger, long wanted, long first);

    [LoggerMessage(16, LogLevel.Warning, "No more devices, zones or kinds may register themselves: {Limit} is reached. Further ones go to quarantine.")]
    public static partial void RegistrationFull(this ILogger logger, string limit);

    [LoggerMessage(19, LogLevel.Warning, "More comes in than can be dealt with, {Lag} behind: {Stage}. More stages may follow; nothing of it touches windows or alerts of what is taken in.")]
    public static partial void OverloadBegins(this ILogger logger, TimeSpan lag, string stage);

    [LoggerMessage(20, LogLevel.Warning, "What comes in can be dealt with again; {Shed} messages of QoS 0 were not taken in meanwhile.")]
    public static partial void OverloadIsOver(this ILogger logger, long shed);
}
