namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>What a connection does after a packet.</summary>
internal enum PacketStep : byte
{
    /// <summary>It is dealt with.</summary>
    ReadOn,

    /// <summary>The consumer refused it; it stays at the head of the buffer.</summary>
    WaitForRoom,
    End,
}
