namespace SmartCity.Ioc.Host;

internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information, "{City}: {Zones} zones, {Devices} devices, {Rules} rules from {Folder}")]
    public static partial void CityRead(this ILogger logger, string city, int zones, int devices, int rules, string folder);

    [LoggerMessage(2, LogLevel.Error, "The alert store takes nothing: {Reason}. Alerts go on being shown; they are stored when it is back.")]
    public static partial void AlertStoreIsAway(this ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The alert store is back; nothing was lost.")]
    public static partial void AlertStoreIsBack(this ILogger logger);

    [LoggerMessage(4, LogLevel.Information, "Stopped; everything taken in is on disk.")]
    public static partial void Stopped(this ILogger logger);
}
