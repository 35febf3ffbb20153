using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>The files of a journal's folder, as they are at each call.</summary>
public sealed class ArchivedJournal(string directory) : IJournalArchive
{
    public long? OldestNanos()
    {
        foreach (var frame in ReadFrom(long.MinValue))
        {
            return frame.TimeNanos;
        }

        return null;
    }

    public IEnumerable<JournalFrame> ReadFrom(long timeNanos)
    {
        var segments = Directory.Exists(directory) ? Segment.List(directory) : [];
        for (var i = 0; i < segments.Count; i++)
        {
            // Nothing in it is younger than what the next one begins after.
            if (i + 1 < segments.Count && segments[i + 1].BaseTimeNanos is > 0 and var last && last < timeNanos)
            {
                continue;
            }

            foreach (var frame in Read(segments[i], i + 1 < segments.Count ? segments[i + 1].Start : null))
            {
                if (frame.TimeNanos >= timeNanos)
                {
                    yield return frame;
                }
            }
        }
    }

    private static IEnumerable<JournalFrame> Read(Segment segment, long? end)
    {
        SegmentCursor cursor;
        try
        {
            cursor = new SegmentCursor(segment, segment.Start);
        }
        catch (FileNotFoundException)
        {
            yield break;
        }

        using (cursor)
        {
            var limit = end ?? segment.Start + Math.Max(0, new FileInfo(segment.Path).Length - Segment.HeaderSize);
            while (cursor.TryRead(limit, out var frame))
            {
                yield return frame;
            }
        }
    }
}
