using System.Buffers.Binary;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Storage.Files;
using SmartCity.Ioc.Storage.Journals;

namespace SmartCity.Ioc.Storage.Checkpoints;

/// <summary>
/// A checkpoint on disk, little endian: <c>IOCCHKP</c> and a version byte, position in the inputs (8), length of the outputs (8), the state,
/// length of the state (8), CRC-32C of all before (4). Length and sum stand at the end because the state is written as it comes.
/// </summary>
internal static class CheckpointFile
{
    private const int HeaderSize = 24;
    private const int TrailerSize = 12;
    public const byte Version = 1;
    private const int BufferBytes = 128 << 10;

    private static ReadOnlySpan<byte> Magic => "IOCCHKP"u8;

    /// <summary>Writes and syncs a file.</summary>
    public static void Write(string path, CheckpointMark mark, Action<Stream> write)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var summing = new SummingStream(file);
        Span<byte> fixedPart = stackalloc byte[HeaderSize];
        Magic.CopyTo(fixedPart);
        fixedPart[7] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(fixedPart[8..], mark.Inputs.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(fixedPart[16..], mark.Outputs.Offset);
        summing.Write(fixedPart);

        var buffered = new BufferedStream(summing, BufferBytes);
        write(buffered);
        buffered.Flush();

        BinaryPrimitives.WriteInt64LittleEndian(fixedPart, summing.Count - HeaderSize);
        summing.Write(fixedPart[..8]);
        BinaryPrimitives.WriteUInt32LittleEndian(fixedPart, summing.Sum);
        file.Write(fixedPart[..4]);
        file.Flush(flushToDisk: true);
    }

    /// <exception cref="InvalidDataException">It is not whole.</exception>
    /// <exception cref="NewerFormatException">A newer version wrote it.</exception>
    public static Checkpoint Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes);
        try
        {
            var mark = Check(file);
            file.Position = HeaderSize;
            return new Checkpoint(mark, new LimitedStream(file, file.Length - HeaderSize - TrailerSize), path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads all of it and looks at the sum.</summary>
    /// <exception cref="InvalidDataException">It is not whole.</exception>
    /// <exception cref="NewerFormatException">A newer version wrote it.</exception>
    public static CheckpointMark Check(FileStream file)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        if (file.Length < HeaderSize + TrailerSize || file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize
            || !header.StartsWith(Magic))
        {
            throw new InvalidDataException("It is too short or begins like something else.");
        }

        var state = ~Crc32C.Compute(header);
        var left = file.Length - HeaderSize - sizeof(uint);
        var chunk = new byte[BufferBytes];
        while (left > 0)
        {
            var read = file.Read(chunk.AsSpan(0, (int)Math.Min(chunk.Length, left)));
            if (read == 0)
            {
                break;
            }

            state = Crc32C.Update(state, chunk.AsSpan(0, read));
            left -= read;
        }

        Span<byte> sum = stackalloc byte[sizeof(uint)];
        if (file.ReadAtLeast(sum, sum.Length, throwOnEndOfStream: false) < sum.Length || BinaryPrimitives.ReadUInt32LittleEndian(sum) != ~state)
        {
            throw new InvalidDataException("Its checksum is wrong.");
        }

        // After the sum, at the end in every format: a flipped version byte is damage.
        if (header[7] > Version)
        {
            throw NewerFormatException.Of(file.Name, "checkpoint format", header[7], Version);
        }

        return new CheckpointMark(
            new JournalPosition(BinaryPrimitives.ReadInt64LittleEndian(header[8..])),
            new JournalPosition(BinaryPrimitives.ReadInt64LittleEndian(header[16..])));
    }
}
