using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using SmartCity.Ioc.Storage.Files;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>
/// One file of a journal. Its name is the position of its first frame; positions do not count the file's header, so where a journal is cut
/// into files changes no position. The header, 32 bytes, little endian: <c>IOCJRNL</c> and a version byte, the start (8), the time of the
/// last frame before it (8), the bytes given up inside it (4), CRC-32C of all before (4).
/// </summary>
/// <param name="Start">Position of its first frame.</param>
/// <param name="BaseTimeNanos">Time of the last frame of the segment before: the youngest thing in it.</param>
/// <param name="GivenUpBytes">Disk that <see cref="SegmentThinner"/> freed inside it.</param>
internal sealed record Segment(long Start, string Path, long BaseTimeNanos, uint GivenUpBytes = 0)
{
    public const int HeaderSize = 32;
    public const byte Version = 1;
    private const string Extension = ".journal";

    private static ReadOnlySpan<byte> Magic => "IOCJRNL"u8;

    /// <summary>The journal's segments in order. Other files in the directory are not looked at.</summary>
    /// <exception cref="NewerFormatException">A segment was written by a newer version.</exception>
    public static List<Segment> List(string directory)
    {
        var segments = new List<Segment>();
        foreach (var path in Directory.EnumerateFileSystemEntries(directory, "*" + Extension))
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(path);
            if (name.Length == 20 && long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var start))
            {
                segments.Add(ReadHeader(path, start));
            }
        }

        segments.Sort((a, b) => a.Start.CompareTo(b.Start));
        return segments;
    }

    /// <summary>Creates the file with its header, both durable, and returns it open for writing.</summary>
    public static (Segment Segment, SafeFileHandle Handle) Create(string directory, long start, long baseTimeNanos)
    {
        var segment = new Segment(
            start, System.IO.Path.Combine(directory, start.ToString("D20", CultureInfo.InvariantCulture) + Extension), baseTimeNanos);
        SafeFileHandle? handle = null;
        try
        {
            handle = segment.OpenForWriting(FileMode.Create);
            segment.WriteHeader(handle);
            RandomAccess.FlushToDisk(handle);
            DurableFile.SyncDirectory(directory);
            return (segment, handle);
        }
        catch
        {
            handle?.Dispose();
            File.Delete(segment.Path);
            throw;
        }
    }

    public SafeFileHandle OpenForWriting(FileMode mode) =>
        File.OpenHandle(Path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    public SafeFileHandle OpenForReading() =>
        File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public long ToFileOffset(long position) => position - Start + HeaderSize;

    public void WriteHeader(SafeFileHandle handle)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        header.Clear();
        Magic.CopyTo(header);
        header[7] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], Start);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], BaseTimeNanos);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], GivenUpBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], Crc32C.Compute(header[..28]));
        RandomAccess.Write(handle, header, 0);
    }

    // A damaged header costs nothing but the time in it: the frames carry checksums of their own.
    private static Segment ReadHeader(string path, long start)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (RandomAccess.Read(handle, header, 0) < HeaderSize
                || !header.StartsWith(Magic)
                || BinaryPrimitives.ReadInt64LittleEndian(header[8..]) != start
                || BinaryPrimitives.ReadUInt32LittleEndian(header[28..]) != Crc32C.Compute(header[..28]))
            {
                return new Segment(start, path, 0);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Segment(start, path, 0);
        }

        return header[7] <= Version
            ? new Segment(start, path, BinaryPrimitives.ReadInt64LittleEndian(header[16..]), BinaryPrimitives.ReadUInt32LittleEndian(header[24..]))
            : throw NewerFormatException.Of(path, "journal format", header[7], Version);
    }
}
