using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>A message on its way through the router, still in place; it becomes a <see cref="BrokerMessage"/> only when someone must keep it.</summary>
internal ref struct RoutedMessage
{
    private BrokerMessage? _kept;

    public RoutedMessage(BrokerMessage message)
    {
        _kept = message;
        Topic = message.Topic;
        Payload = new ReadOnlySequence<byte>(message.Payload);
        Properties = message.Properties;
        Qos = message.Qos;
        ExpiresAtMillis = message.ExpiresAtMillis;
    }

    public ReadOnlySpan<byte> Topic { get; init; }

    public ReadOnlySequence<byte> Payload { get; init; }

    public ReadOnlySpan<byte> Properties { get; init; }

    public byte Qos { get; init; }

    public long ExpiresAtMillis { get; init; } = BrokerMessage.Never;

    public BrokerMessage Keep() => _kept ??= new BrokerMessage
    {
        Topic = Topic.ToArray(),
        Payload = Payload.ToArray(),
        Properties = Properties.ToArray(),
        Qos = Qos,
        ExpiresAtMillis = ExpiresAtMillis,
    };
}
