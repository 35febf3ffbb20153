namespace SmartCity.Ioc.Push.Encoding;

/// <summary>The compact form of a frame's devices, documented in <c>docs/live-push.md</c>.</summary>
/// <param name="Roster">JSON array that gives numbers their devices; what is new since the frame before.</param>
/// <param name="Base">Epoch milliseconds from which ages count backwards.</param>
/// <param name="Updates">The updates' bytes.</param>
/// <param name="Count">How many updates they are.</param>
internal sealed record PackedDevices(ReadOnlyMemory<byte> Roster, long Base, ReadOnlyMemory<byte> Updates, int Count)
{
    /// <summary>On the wire, where three bytes of updates are four.</summary>
    public long Bytes => Roster.Length + (Updates.Length * 4L / 3);
}
