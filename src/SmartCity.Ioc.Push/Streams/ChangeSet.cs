using SmartCity.Ioc.Push.Encoding;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>What changed for one filter after version <paramref name="From"/> up to <paramref name="To"/>, encoded. Immutable, so clients share it.</summary>
/// <param name="From">-1 for the whole state.</param>
/// <param name="Overtaken">Updates left out because a newer one of the same device is in it; 0 where the log does not reach back.</param>
internal sealed record ChangeSet(
    long From, long To, ReadOnlyMemory<byte> Devices, PackedDevices? Packed, ReadOnlyMemory<byte> Zones, bool IsEmpty, int Overtaken)
{
    /// <summary>About what it takes on the wire.</summary>
    public long Bytes => Devices.Length + Zones.Length + (Packed?.Bytes ?? 0);
}
