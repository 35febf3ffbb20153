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
}
