using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using SmartCity.Ioc.Storage.Files;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>Finds where a journal ends after whatever happened to it, and cuts off what a kill or a power cut left half-written.</summary>
internal static class JournalTail
{
    /// <summary>Opens the last segment for writing at its true end.</summary>
    public static (SafeFileHandle File, long End, long LastTime) Open(
        string directory, List<Segment> segments, JournalCounters counters, string name, ILogger log)
    {
        var last = segments[^1];
        SafeFileHandle file;
        try
        {
            file = last.OpenForWriting(FileMode.Open);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody knows how long it was. Positions must not come twice, so the next segment begins past anything that it can have held.
            StorageLog.SegmentUnreadable(log, e, name, last.Path);
            var (segment, handle) = Segment.Create(directory, last.Start + (1L << 32), LastTime(segments, last.Start));
            segments.Add(segment);
            return (handle, segment.Start, segment.BaseTimeNanos);
        }

        var length = Math.Max(0, RandomAccess.GetLength(file) - Segment.HeaderSize);
        var (end, time) = Scan(last, last.Start + length);
        var torn = last.Start + length - end;
        if (torn > 0 || last.BaseTimeNanos == 0)
        {
            time = Math.Max(time, LastTime(segments[..^1], last.Start));
            RandomAccess.SetLength(file, last.ToFileOffset(end));
            (last with { BaseTimeNanos = LastTime(segments[..^1], last.Start) }).WriteHeader(file);
            RandomAccess.FlushToDisk(file);
            DurableFile.SyncDirectory(directory);
        }

        if (torn > 0)
        {
            counters.Cut(torn);
            StorageLog.TornTailCut(log, name, last.Path, torn);
        }

        return (file, end, Math.Max(time, last.BaseTimeNanos));
    }

    /// <summary>Time of the last frame before <paramref name="end"/>, or 0 where there is none.</summary>
    public static long LastTime(IReadOnlyList<Segment> segments, long end)
    {
        for (var i = segments.Count - 1; i >= 0; i--)
        {
            if (segments[i].Start >= end)
            {
                continue;
            }

            try
            {
                var time = Scan(segments[i], i + 1 < segments.Count ? Math.Min(end, segments[i + 1].Start) : end).Time;
                if (time > 0)
                {
                    return time;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Unreadable: the one before it has a time too.
                continue;
            }
        }

        return segments.Count > 0 ? segments[0].BaseTimeNanos : 0;
    }

    private static (long End, long Time) Scan(Segment segment, long limit)
    {
        using var cursor = new SegmentCursor(segment, segment.Start);
        var time = 0L;
        while (cursor.TryRead(limit, out var frame))
        {
            time = frame.TimeNanos;
        }

        return (Math.Max(cursor.ValidEnd, segment.Start), time);
    }
}
