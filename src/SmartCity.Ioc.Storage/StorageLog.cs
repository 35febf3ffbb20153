using Microsoft.Extensions.Logging;

namespace SmartCity.Ioc.Storage;

/// <summary>What this room tells the operator. Error: something is lost or somebody must act. Warning: degraded or recovered.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(1, LogLevel.Warning, "Journal {Journal}: {Bytes} bytes of an unfinished write were cut off the end of {Path}")]
    public static partial void TornTailCut(ILogger logger, string journal, string path, long bytes);

    [LoggerMessage(2, LogLevel.Error, "Journal {Journal}: {Bytes} damaged bytes in {Path} were passed over; the frames in them are lost")]
    public static partial void FramesDamaged(ILogger logger, string journal, string path, long bytes);

    [LoggerMessage(3, LogLevel.Error, "Journal {Journal}: {Path} can not be read and is passed over; the frames in it are lost")]
    public static partial void SegmentUnreadable(ILogger logger, Exception e, string journal, string path);

    [LoggerMessage(4, LogLevel.Error, "Journal {Journal}: the disk refuses to write; nothing new is acknowledged until it does")]
    public static partial void JournalFailing(ILogger logger, Exception e, string journal);

    [LoggerMessage(5, LogLevel.Warning, "Journal {Journal}: the disk takes writes again")]
    public static partial void JournalRecovered(ILogger logger, string journal);

    [LoggerMessage(6, LogLevel.Error, "Journal {Journal}: closed with {Bytes} bytes that the disk refused")]
    public static partial void JournalCloseFailed(ILogger logger, Exception e, string journal, long bytes);

    [LoggerMessage(7, LogLevel.Error, "Journal {Journal}: {Bytes} bytes were given up unread, because it has used its {BudgetMiB} MiB")]
    public static partial void FramesGivenUp(ILogger logger, string journal, long bytes, long budgetMiB);

    [LoggerMessage(8, LogLevel.Error, "Journal {Journal}: its {BudgetMiB} MiB are used up and its readers are behind; nothing new is taken in")]
    public static partial void JournalFull(ILogger logger, string journal, long budgetMiB);

    [LoggerMessage(9, LogLevel.Warning, "Journal {Journal}: there is room again")]
    public static partial void JournalHasRoom(ILogger logger, string journal);

    [LoggerMessage(20, LogLevel.Error, "The checkpoint {Path} is damaged; the one before it is taken and more of the journal is run again")]
    public static partial void CheckpointDamaged(ILogger logger, Exception e, string path);

    [LoggerMessage(30, LogLevel.Error, "The database {Path} is corrupt; it was moved to {Aside} and a new one is begun. Repair it with sqlite3's .recover")]
    public static partial void DatabaseCorrupt(ILogger logger, Exception e, string path, string aside);

    [LoggerMessage(31, LogLevel.Error, "The database {Path} can not be opened; every write tries again")]
    public static partial void DatabaseUnavailable(ILogger logger, Exception e, string path);

    [LoggerMessage(32, LogLevel.Error, "The quarantine's queue of {Length} is full; messages are put aside faster than they can be kept. They stay in the journal")]
    public static partial void QuarantineOverrun(ILogger logger, int length);

    [LoggerMessage(33, LogLevel.Error, "The quarantine can not be written; what is put aside waits in memory")]
    public static partial void QuarantineUnavailable(ILogger logger, Exception e);

    [LoggerMessage(40, LogLevel.Error, "The time-series store is away: {Reason} The journal keeps what is not stored")]
    public static partial void StoreDown(ILogger logger, Exception e, string reason);

    [LoggerMessage(41, LogLevel.Warning, "The time-series store is back after {Seconds:F0} s and {Tries} tries; {Bytes} bytes of the journal are being caught up, 0 lost")]
    public static partial void StoreBack(ILogger logger, double seconds, int tries, long bytes);

    [LoggerMessage(42, LogLevel.Error, "The time-series store refuses {Count} points for good, the first of {Series}: {Reason}. They are in quarantine")]
    public static partial void PointsRejected(ILogger logger, int count, string series, string reason);

    [LoggerMessage(43, LogLevel.Error, "The frame of points at {Position} can not be read and is passed over")]
    public static partial void FrameUnreadable(ILogger logger, Exception e, long position);

    [LoggerMessage(44, LogLevel.Warning, "The position of {Reader} can not be stored; it is tried again")]
    public static partial void PositionNotStored(ILogger logger, Exception e, string reader);

    [LoggerMessage(61, LogLevel.Warning, "The position of {Reader} can be stored again")]
    public static partial void PositionStoredAgain(ILogger logger, string reader);

    [LoggerMessage(45, LogLevel.Warning, "Stopped with {Bytes} bytes of the journal not yet in the time-series store; they follow after the next start")]
    public static partial void StoreLeftBehind(ILogger logger, long bytes);

    [LoggerMessage(48, LogLevel.Information, "{Bytes} bytes of the journal wait for the time-series store: the newest points go first, history follows in order")]
    public static partial void CatchingUp(ILogger logger, long bytes);

    [LoggerMessage(49, LogLevel.Information, "The time-series store has caught up")]
    public static partial void CaughtUp(ILogger logger);

    [LoggerMessage(46, LogLevel.Information, "{Count} points past their time were dropped from history")]
    public static partial void HistoryDropped(ILogger logger, long count);

    [LoggerMessage(47, LogLevel.Warning, "Points past their time could not be dropped; it is tried again in an hour")]
    public static partial void RetentionPostponed(ILogger logger, Exception e);

    [LoggerMessage(60, LogLevel.Warning, "InfluxDB refuses something in a batch of {Count} points; it is taken apart. {Reason}")]
    public static partial void BatchRefused(ILogger logger, int count, string reason);

    [LoggerMessage(70, LogLevel.Error, "Windows of {Count} stretches that were back-filled could not be counted again; their readings are stored")]
    public static partial void BackFillFailed(ILogger logger, Exception e, int count);
}
