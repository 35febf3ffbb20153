namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>
/// How the client splits the 65,535 packet identifiers, so that no allocator has to know them all: a publish has the identifier of its
/// slot, subscribe and unsubscribe take turns in the rest.
/// </summary>
internal static class PacketIds
{
    public const int LastPublish = 65_000;
    public const int FirstRequest = LastPublish + 1;
}
