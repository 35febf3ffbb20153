namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Why a connection, or something that it asked for, was refused.</summary>
public enum MqttRefusal
{
    TooManyConnections,
    TooManyFromAddress,
    ConnectRate,
    ConnectTimeout,
    MalformedPacket,
    ProtocolError,
    UnsupportedVersion,
    ClientIdentifier,
    BadCredentials,
    NotAuthorized,
    PublishNotAuthorized,
    SubscribeNotAuthorized,
    KeepAlive,
    SlowConsumer,
    MessageRate,
    PacketTooLarge,
    TooManySessions,
    Quota,
    IntakeFailed,
    StoreFailed,
}
