namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>A message for a session as the store gives it back.</summary>
/// <param name="PacketId">0 while it only waits.</param>
/// <param name="IsReleased">PUBREC had come.</param>
/// <param name="Share">The filter, <c>$share</c> included, of the shared subscription that it is for; null for an ordinary one.</param>
public sealed record StoredOutgoing(
    long StoreId, BrokerMessage Message, byte Qos, bool Retain, uint[] Identifiers, ushort PacketId, bool IsReleased, string? Share = null);
