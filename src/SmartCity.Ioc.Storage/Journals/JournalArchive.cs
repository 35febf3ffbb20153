using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Files;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>
/// A journal's files, read without opening the journal: takes no lock and changes nothing, so it works beside a running server. One thread.
/// </summary>
public sealed class JournalArchive
{
    private readonly List<Segment> _segments;

    private JournalArchive(List<Segment> segments) => _segments = segments;

    public IReadOnlyList<JournalPosition> Segments => [.. _segments.Select(s => new JournalPosition(s.Start))];

    /// <summary>Bytes passed over by the last <see cref="Read"/> between sound frames.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>In how many places.</summary>
    public int DamagedPlaces { get; private set; }

    /// <summary>Bytes after the last sound frame of the last segment: a write that is under way or was cut short.</summary>
    public long UnfinishedBytes { get; private set; }

    /// <summary>Bytes that were given up over the disk budget.</summary>
    public long GivenUpBytes { get; private set; }

    /// <exception cref="IOException">The directory can not be read, or holds no journal.</exception>
    /// <exception cref="NewerFormatException">A newer version wrote it.</exception>
    public static JournalArchive Open(string directory)
    {
        var segments = Segment.List(directory);
        return segments.Count > 0 ? new JournalArchive(segments) : throw new IOException($"There is no journal in '{directory}'.");
    }

    public string PathOf(int segment) => _segments[segment].Path;

    /// <summary>The frames of one segment that begin at or after a position; a frame's body is valid until the next is asked for.</summary>
    /// <exception cref="IOException">The file can not be read.</exception>
    public IEnumerable<JournalFrame> Read(int segment, JournalPosition from = default)
    {
        var file = _segments[segment];
        var last = segment == _segments.Count - 1;
        var end = file.Start + Math.Max(0, new FileInfo(file.Path).Length - Segment.HeaderSize);
        var limit = last ? end : _segments[segment + 1].Start;
        (DamagedBytes, DamagedPlaces, UnfinishedBytes, GivenUpBytes) = (0, 0, 0, 0);
        using var cursor = new SegmentCursor(file, file.Start);
        while (cursor.TryRead(limit, out var frame))
        {
            CountDamage(cursor);
            if (frame.Position >= from)
            {
                yield return frame;
            }
        }

        GivenUpBytes = cursor.GivenUpBytes;
        if (last)
        {
            UnfinishedBytes = cursor.SkippedBytes - DamagedBytes;
        }
        else
        {
            CountDamage(cursor);
        }
    }

    private void CountDamage(SegmentCursor cursor)
    {
        if (cursor.SkippedBytes > DamagedBytes)
        {
            DamagedBytes = cursor.SkippedBytes;
            DamagedPlaces++;
        }
    }
}
