using SmartCity.Ioc.Mqtt.Broker;

namespace SmartCity.Ioc.Host.Access;

internal static partial class AccessLog
{
    [LoggerMessage(1, LogLevel.Information, "MQTT access by {File}: {Users} users; anonymous clients: {Anonymous}")]
    public static partial void InForce(this ILogger logger, string file, int users, MqttAnonymous anonymous);

    [LoggerMessage(2, LogLevel.Information, "MQTT access without {File}: no users; anonymous clients: {Anonymous}")]
    public static partial void InForceWithoutFile(this ILogger logger, string file, MqttAnonymous anonymous);

    [LoggerMessage(3, LogLevel.Warning, "MQTT access rules are refused, the old ones stay in force: {Errors}")]
    public static partial void Refused(this ILogger logger, string errors);

    [LoggerMessage(4, LogLevel.Information, "MQTT access rules were read again and have not changed: {File}")]
    public static partial void Unchanged(this ILogger logger, string file);

    [LoggerMessage(5, LogLevel.Warning, "Changes of {File} are not noticed, only SIGHUP reads it again: {Reason}")]
    public static partial void NotWatched(this ILogger logger, string file, string reason);
}
