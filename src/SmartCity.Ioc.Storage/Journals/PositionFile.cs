using System.Buffers.Binary;
using SmartCity.Ioc.Storage.Files;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>
/// A reader's position on disk, little endian: <c>IOCPOSN</c> and a version byte, position (8), the reader's note as it is, CRC-32C of all
/// before (4). The first format had neither name nor note: position (8), CRC-32C (4).
/// </summary>
/// <param name="Position">-1 where it is not known.</param>
internal sealed record PositionFile(long Position, byte[] Note)
{
    public const byte Version = 2;
    private const int FirstFormatSize = 12;
    private const int HeaderSize = 16;
    private const int SumSize = sizeof(uint);

    public static PositionFile None { get; } = new(-1, []);

    private static ReadOnlySpan<byte> Magic => "IOCPOSN"u8;

    /// <exception cref="NewerFormatException">A newer version wrote it.</exception>
    public static PositionFile Read(string path)
    {
        ReadOnlySpan<byte> content = File.ReadAllBytes(path);
        if (content.Length < FirstFormatSize
            || BinaryPrimitives.ReadUInt32LittleEndian(content[^SumSize..]) != Crc32C.Compute(content[..^SumSize]))
        {
            return None;
        }

        if (content.Length == FirstFormatSize)
        {
            return new PositionFile(BinaryPrimitives.ReadInt64LittleEndian(content), []);
        }

        if (content.Length < HeaderSize + SumSize || !content.StartsWith(Magic))
        {
            return None;
        }

        return content[7] <= Version
            ? new PositionFile(BinaryPrimitives.ReadInt64LittleEndian(content[8..]), content[HeaderSize..^SumSize].ToArray())
            : throw NewerFormatException.Of(path, "position format", content[7], Version);
    }

    public byte[] ToBytes()
    {
        var content = new byte[HeaderSize + Note.Length + SumSize];
        Magic.CopyTo(content);
        content[7] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(8), Position);
        Note.CopyTo(content.AsSpan(HeaderSize));
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(^SumSize..), Crc32C.Compute(content.AsSpan(..^SumSize)));
        return content;
    }
}
