namespace SmartCity.Ioc.Host.Decoders;

internal static partial class DecoderLog
{
    [LoggerMessage(1, LogLevel.Information, "Foreign messages are read by {File}")]
    public static partial void InForce(this ILogger logger, string file);

    [LoggerMessage(2, LogLevel.Warning, "Decoders are refused, the old ones stay in force: {Errors}")]
    public static partial void Refused(this ILogger logger, string errors);

    [LoggerMessage(3, LogLevel.Information, "The decoders were read again and have not changed: {File}")]
    public static partial void Unchanged(this ILogger logger, string file);

    [LoggerMessage(4, LogLevel.Warning, "Changes of {File} are not noticed, only SIGHUP reads it again: {Reason}")]
    public static partial void NotWatched(this ILogger logger, string file, string reason);

    [LoggerMessage(5, LogLevel.Warning, "The journal can not take the decoders of {File} now, they are tried again: {Reason}")]
    public static partial void NotJournaled(this ILogger logger, string file, string reason);
}
