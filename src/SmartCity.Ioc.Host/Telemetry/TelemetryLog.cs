namespace SmartCity.Ioc.Host.Telemetry;

internal static partial class TelemetryLog
{
    [LoggerMessage(1, LogLevel.Warning, "The OTLP collector does not take what it is sent ({Event}): {Details}. Said again after an hour at the earliest; nothing else is affected.")]
    public static partial void OtlpRefused(this ILogger logger, string? @event, string details);
}
