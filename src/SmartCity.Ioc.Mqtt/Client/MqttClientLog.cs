using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

internal static partial class MqttClientLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Server} as {ClientId}: connected, {Version}, session present: {SessionPresent}")]
    public static partial void Connected(ILogger logger, string server, string clientId, MqttProtocolVersion version, bool sessionPresent);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Server} as {ClientId}: connection lost: {Reason}")]
    public static partial void Lost(ILogger logger, string server, string clientId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Server} as {ClientId}: cannot connect, will go on trying: {Reason}")]
    public static partial void CannotConnect(ILogger logger, string server, string clientId, string reason);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "{Server} as {ClientId}: the server has lost the session that was expected; what it had queued is gone. Subscribing again")]
    public static partial void SessionLost(ILogger logger, string server, string clientId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Server} as {ClientId}: subscription to {Filter} refused: {Reason} {ReasonString}")]
    public static partial void SubscriptionRefused(
        ILogger logger, string server, string clientId, string filter, MqttReasonCode reason, string reasonString);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Server} as {ClientId}: {Filter} granted at QoS {Granted} instead of {Asked}")]
    public static partial void GrantedLess(ILogger logger, string server, string clientId, string filter, byte granted, byte asked);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Server} as {ClientId}: a PUBLISH was refused: {Reason} {ReasonString}")]
    public static partial void PublishRefused(ILogger logger, string server, string clientId, MqttReasonCode reason, string reasonString);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Server} as {ClientId}: a message to {Topic} with {Length} bytes of payload is too large; only its beginning is kept")]
    public static partial void TooLarge(ILogger logger, string server, string clientId, string topic, long length);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Server} as {ClientId}: the receiving loop failed; reconnecting")]
    public static partial void LoopFailed(ILogger logger, Exception exception, string server, string clientId);
}
