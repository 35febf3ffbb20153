using Microsoft.Extensions.Logging;

namespace SmartCity.Ioc.Push;

internal static partial class PushLog
{
    [LoggerMessage(1, LogLevel.Warning, "Cut a live client that acknowledged nothing for {Seconds} s")]
    public static partial void CutSilentClient(ILogger logger, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "Refused a page of origin {Origin} at {Path}")]
    public static partial void RefusedOrigin(ILogger logger, string origin, string path);

    [LoggerMessage(3, LogLevel.Warning, "Last values were not read from history, which is away; devices show them when they next speak")]
    public static partial void HistoryAway(ILogger logger, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "Wall {Wall} at {Address} reports no more")]
    public static partial void WallIsSilent(ILogger logger, string wall, string? address);

    [LoggerMessage(5, LogLevel.Information, "Wall {Wall} is back after {Seconds:0} s")]
    public static partial void WallIsBack(ILogger logger, string wall, double seconds);

    [LoggerMessage(6, LogLevel.Information, "The siren of wall {Wall} was silenced by {By}: {Reason}")]
    public static partial void WallSilenced(ILogger logger, string wall, string by, string? reason);

    [LoggerMessage(7, LogLevel.Information, "Wall {Wall} is to show {Screen}, sent by {By}")]
    public static partial void WallOrdered(ILogger logger, string wall, string screen, string by);

    [LoggerMessage(8, LogLevel.Warning, "Wall {Wall} was retired by {By}: {Note}")]
    public static partial void WallRetired(ILogger logger, string wall, string by, string? note);

    [LoggerMessage(9, LogLevel.Information, "Wall {Wall}, which {By} had retired, is in use again")]
    public static partial void WallIsUsedAgain(ILogger logger, string wall, string by);

    [LoggerMessage(10, LogLevel.Warning, "The register of walls can not be kept on disk now; it goes on in memory")]
    public static partial void WallStoreIsAway(ILogger logger, Exception error);

    [LoggerMessage(11, LogLevel.Warning, "The register of walls is kept on disk again")]
    public static partial void WallStoreIsBack(ILogger logger);
}
