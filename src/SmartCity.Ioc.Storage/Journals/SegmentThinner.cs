using Microsoft.Win32.SafeHandles;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Files;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>
/// Takes the readings out of a closed segment and leaves windows and alert changes where they stand: the file keeps its length and every
/// frame its position, but the runs in between become holes that take no disk, each behind a header that says how long it is.
/// </summary>
internal static class SegmentThinner
{
    // What a hole can free begins and ends on the file system's blocks.
    private const long Block = 4096;

    /// <returns>The segment as it is now; the same one where nothing could be freed or it can not be read.</returns>
    public static Segment Thin(Segment segment, long end, string directory)
    {
        var temporary = segment.Path + ".tmp";
        try
        {
            var thin = segment;
            using (var target = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            using (var cursor = new SegmentCursor(segment, segment.Start))
            {
                RandomAccess.SetLength(target, segment.ToFileOffset(end));
                thin = segment with { GivenUpBytes = (uint)Copy(segment, end, cursor, target) };
                thin.WriteHeader(target);
                RandomAccess.FlushToDisk(target);
            }

            if (thin.GivenUpBytes > segment.GivenUpBytes)
            {
                File.Move(temporary, segment.Path, overwrite: true);
                DurableFile.SyncDirectory(directory);
                return thin;
            }

            return segment;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No room to write the smaller file, or nothing to read: the segment goes as a whole.
            return segment;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static long Copy(Segment segment, long end, SegmentCursor cursor, SafeFileHandle target)
    {
        var freed = 0L;
        var keptTo = segment.Start;
        var header = new byte[FrameHeader.Size];
        while (cursor.TryRead(end, out var frame))
        {
            if (frame.Kind == FrameKind.Readings)
            {
                continue;
            }

            freed += Hole(segment, keptTo, frame.Position.Offset, target);
            FrameHeader.Write(header, frame.Position.Offset, frame.Kind, frame.TimeNanos, frame.Body.Span);
            RandomAccess.Write(target, [header, frame.Body], segment.ToFileOffset(frame.Position.Offset));
            keptTo = frame.Next.Offset;
        }

        return freed + Hole(segment, keptTo, end, target);
    }

    private static long Hole(Segment segment, long from, long to, SafeFileHandle target)
    {
        if (to - from < FrameHeader.Size)
        {
            return 0;
        }

        Span<byte> header = stackalloc byte[FrameHeader.Size];
        FrameHeader.Write(header, from, new FrameHeader((int)(to - from) - FrameHeader.Size, 0, FrameKind.GivenUp, 0));
        RandomAccess.Write(target, header, segment.ToFileOffset(from));
        var firstFree = (segment.ToFileOffset(from) + FrameHeader.Size + Block - 1) / Block;
        return Math.Max(0, (segment.ToFileOffset(to) / Block) - firstFree) * Block;
    }
}
