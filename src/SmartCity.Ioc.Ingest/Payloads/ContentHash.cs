using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>
/// 64 bits of a message's bytes, the same in every process and on every machine: the identity of a message without <c>seq</c>. Sixteen
/// bytes a round, folded by a 64 × 64 → 128 bit multiplication, the scheme of wyhash (https://github.com/wangyi-fudan/wyhash, public
/// domain); the constants are this project's own, so its test vectors do not apply. Not for use against forgers: one can only collide
/// with oneself, since identities are compared per device.
/// </summary>
internal static class ContentHash
{
    private const ulong A = 0x9e3779b97f4a7c15;
    private const ulong B = 0xc2b2ae3d27d4eb4f;
    private const ulong C = 0x165667b19e3779f9;
    private const ulong D = 0xd6e8feb86659fd93;

    public static ulong Compute(ReadOnlySpan<byte> data)
    {
        var length = (ulong)data.Length;
        var hash = A ^ length;
        while (data.Length > 16)
        {
            hash = Fold(BinaryPrimitives.ReadUInt64LittleEndian(data) ^ B, BinaryPrimitives.ReadUInt64LittleEndian(data[8..]) ^ hash);
            data = data[16..];
        }

        ulong low = 0;
        ulong high = 0;
        if (data.Length >= 8)
        {
            low = BinaryPrimitives.ReadUInt64LittleEndian(data);
            high = BinaryPrimitives.ReadUInt64LittleEndian(data[^8..]);
        }
        else if (data.Length >= 4)
        {
            low = BinaryPrimitives.ReadUInt32LittleEndian(data);
            high = BinaryPrimitives.ReadUInt32LittleEndian(data[^4..]);
        }
        else if (data.Length > 0)
        {
            low = ((ulong)data[0] << 16) | ((ulong)data[data.Length >> 1] << 8) | data[^1];
        }

        return Fold(Fold(low ^ C, high ^ hash) ^ A, length ^ D);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right) => Math.BigMul(left, right, out var low) ^ low;
}
