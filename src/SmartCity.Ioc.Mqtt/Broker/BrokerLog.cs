using System.Net;
using Microsoft.Extensions.Logging;

namespace SmartCity.Ioc.Mqtt.Broker;

internal static partial class BrokerLog
{
    [LoggerMessage(1, LogLevel.Error, "The connection of {Address} ended by an error of the broker's own")]
    public static partial void ConnectionBroke(ILogger logger, IPAddress? address, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Refused {Address}: {Reason} (client '{ClientId}', {Detail}). Further ones are counted until it is quiet for a minute")]
    public static partial void Refused(ILogger logger, IPAddress? address, MqttRefusal reason, string? clientId, string? detail);

    [LoggerMessage(3, LogLevel.Information, "Refusals of {Address} for {Reason} are over: {Count} in all")]
    public static partial void RefusalsOver(ILogger logger, IPAddress? address, MqttRefusal reason, long count);

    [LoggerMessage(4, LogLevel.Error, "The broker's once-a-second work failed; it goes on")]
    public static partial void TickFailed(ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "A will to {Topic} could not be handed to the city")]
    public static partial void WillNotTaken(ILogger logger, string topic);

    [LoggerMessage(6, LogLevel.Error, "MQTT sessions can not be written to {Path}; acknowledgements that depend on it fail")]
    public static partial void StoreFailed(ILogger logger, string path, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "MQTT sessions in {Path}: the last {Bytes} bytes were torn and are cut off")]
    public static partial void StoreTorn(ILogger logger, string path, long bytes);
}
