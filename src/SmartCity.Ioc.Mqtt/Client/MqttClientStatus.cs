using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>What a health page shows of a client.</summary>
/// <param name="Server">The address, without credentials.</param>
/// <param name="LastError">Why the last connection or attempt ended, also after it came back; null where nothing ever went wrong.</param>
/// <param name="ConnectedSince">Null while not connected.</param>
/// <param name="LastPacketAt">When the server was last heard, on any connection.</param>
/// <param name="Connections">Connections made so far.</param>
/// <param name="SessionsLost">How often the server had no session where one was expected: its queue is lost, and messages with it.</param>
/// <param name="Received">PUBLISH packets handed over.</param>
/// <param name="Duplicates">PUBLISH packets recognised by their identifier as handed over before.</param>
/// <param name="Published">PUBLISH packets accepted for sending.</param>
/// <param name="Pauses">How often the consumer had no room and reading stopped.</param>
public sealed record MqttClientStatus(
    string Server,
    string ClientId,
    MqttClientState State,
    MqttProtocolVersion? Protocol,
    string? LastError,
    DateTimeOffset? ConnectedSince,
    DateTimeOffset? LastPacketAt,
    long Connections,
    long SessionsLost,
    long Received,
    long Duplicates,
    long Published,
    long Pauses);
