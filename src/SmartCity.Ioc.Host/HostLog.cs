namespace SmartCity.Ioc.Host;

internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information, "{City}: {Zones} zones, {Devices} devices, {Rules} rules from {Folder}")]
    public static partial void CityRead(this ILogger logger, string city, int zones, int devices, int rules, string folder);

    [LoggerMessage(2, LogLevel.Error, "The alert store takes nothing: {Reason}. Alerts go on being shown; they are stored when it is back.")]
    public static partial void AlertStoreIsAway(this ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The alert store is back; nothing was lost.")]
    public static partial void AlertStoreIsBack(this ILogger logger);

    [LoggerMessage(5, LogLevel.Warning, "The alert store did not agree with the alerts that are open: {Restored} were stored anew, {Closed} that nothing stands behind were closed.")]
    public static partial void AlertStoreMended(this ILogger logger, int restored, int closed);

    [LoggerMessage(6, LogLevel.Warning, "The alert store can not be read: {Reason}. The walls get the open alerts from the checkpoint.")]
    public static partial void AlertsNotRestored(this ILogger logger, string reason);

    [LoggerMessage(7, LogLevel.Error, "The ledger's sides differ by {Difference} of {Received} messages, before {Position} in the inputs. This is a bug; keep the data directory.")]
    public static partial void LedgerDiffers(this ILogger logger, long difference, long received, long position);

    [LoggerMessage(4, LogLevel.Information, "Stopped; everything taken in is on disk.")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "Logging {Area} at level {Level} for {Minutes} minutes, as {By} asked.")]
    public static partial void LogLevelChanged(this ILogger logger, string area, string level, int minutes, string by);

    [LoggerMessage(9, LogLevel.Debug, "{Fault} can not be reported now: {Reason}")]
    public static partial void SelfReportWaits(this ILogger logger, string fault, string reason);

    [LoggerMessage(20, LogLevel.Warning, "Ioc:Redis:Configuration is set, but this version runs on one node and uses no Redis.")]
    public static partial void RedisIsNotUsed(this ILogger logger);
}
