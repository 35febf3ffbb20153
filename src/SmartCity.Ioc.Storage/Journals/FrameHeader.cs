using System.Buffers.Binary;
using System.Numerics;
using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>
/// The 24 bytes before a frame's body, little endian:
/// <code>
///  0  u32  CRC-32C of the frame's position (8 bytes) and of bytes 4 to 23
///  4  u32  length of the body
///  8  u32  CRC-32C of the body
/// 12  u8   kind
/// 13  3 B  "IOC", what a scan for the next frame looks for
/// 16  i64  time, nanoseconds since the Unix epoch
/// </code>
/// The header has a checksum of its own, so that its length can be trusted even when the body is damaged. The position in it makes a frame
/// valid in one place only: bytes of an older file under the same blocks, or a payload that holds a copy of a frame, never pass for one.
/// </summary>
internal readonly record struct FrameHeader(int BodyLength, uint BodyChecksum, FrameKind Kind, long TimeNanos)
{
    public const int Size = 24;

    /// <summary>Far above any group of messages; a cap, so that a damaged length never makes a reader allocate without bound.</summary>
    public const int MaxBodyLength = 128 << 20;

    public const int MarkerOffset = 13;

    public static ReadOnlySpan<byte> Marker => "IOC"u8;

    public long FrameLength => Size + (long)BodyLength;

    public static void Write(Span<byte> target, long position, FrameKind kind, long timeNanos, ReadOnlySpan<byte> body) =>
        Write(target, position, new FrameHeader(body.Length, Crc32C.Compute(body), kind, timeNanos));

    public static void Write(Span<byte> target, long position, in FrameHeader header)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], header.BodyLength);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], header.BodyChecksum);
        target[12] = (byte)header.Kind;
        Marker.CopyTo(target[MarkerOffset..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], header.TimeNanos);
        BinaryPrimitives.WriteUInt32LittleEndian(target, Checksum(target, position));
    }

    /// <summary>Reads a header that must stand at <paramref name="position"/>.</summary>
    /// <param name="bytes">At least <see cref="Size"/>.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, long position, out FrameHeader header)
    {
        header = new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            (FrameKind)bytes[12],
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]));

        // A run of given-up frames has no body in the file and may be as long as a segment.
        return bytes.Slice(MarkerOffset, 3).SequenceEqual(Marker)
            && header.BodyLength >= 0
            && (header.BodyLength <= MaxBodyLength || header.Kind == FrameKind.GivenUp)
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == Checksum(bytes, position);
    }

    private static uint Checksum(ReadOnlySpan<byte> header, long position)
    {
        var state = BitOperations.Crc32C(0xFFFFFFFF, (ulong)position);
        return ~Crc32C.Update(state, header[4..Size]);
    }
}
