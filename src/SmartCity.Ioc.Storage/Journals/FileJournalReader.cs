using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.Journals;

internal sealed class FileJournalReader : IJournalReader
{
    private readonly FileJournal _journal;
    private SegmentCursor? _cursor;
    private long _position;
    private long _counted;
    private int _truncations;

    public FileJournalReader(FileJournal journal, JournalPosition from)
    {
        _journal = journal;
        _truncations = journal.Truncations;

        // A position past the end is one from before a power cut; the end is all that is known of it.
        _position = Math.Min(from.Offset, journal.Readable);
    }

    public JournalPosition Position => new(_position);

    // A cut says so before it touches a file, so whoever finds a file changed or gone finds this true.
    private bool WasCut => _truncations != _journal.Truncations;

    public bool TryRead(out JournalFrame frame)
    {
        while (true)
        {
            FollowCut();
            var readable = _journal.Readable;
            if (_position >= readable)
            {
                frame = default;
                return false;
            }

            var before = _position;
            var found = TryReadSegment(readable, out frame);
            if (WasCut)
            {
                // The file was cut while it was read: what seemed damaged may be nothing but short.
                _position = before;
                continue;
            }

            CountDamage(before);
            if (found)
            {
                return true;
            }
        }
    }

    public bool Wait(TimeSpan timeout, CancellationToken cancellation)
    {
        FollowCut();
        return _journal.WaitForFrame(_position, timeout, cancellation);
    }

    public void Dispose() => Leave();

    private void FollowCut()
    {
        if (WasCut)
        {
            // What is buffered may have been cut off and written anew.
            _truncations = _journal.Truncations;
            _position = Math.Min(_position, _journal.Cut);
            Leave();
        }
    }

    // The next frame of the segment at the position; without one the position is at the segment's end.
    private bool TryReadSegment(long readable, out JournalFrame frame)
    {
        var (segment, end) = _journal.Locate(_position);
        end = Math.Min(end, readable);
        if (!Enter(segment))
        {
            // Deleted between the two calls, by age or by a cut: the next round begins at the first one held, or before the cut. Otherwise
            // nothing of it can be read.
            if (!WasCut && _journal.First.Offset <= _position)
            {
                Pass(end);
            }

            frame = default;
            return false;
        }

        var found = _cursor!.TryRead(end, out frame);
        _position = _cursor.Position;
        return found;
    }

    private bool Enter(Segment segment)
    {
        if (_cursor is not null && _cursor.Segment.Start == segment.Start && _cursor.Position == _position)
        {
            return true;
        }

        Leave();
        if (_position < segment.Start)
        {
            // Deleted before this reader came, or a hole between two segments.
            _journal.Counters.Missed(segment.Start - _position);
            _position = segment.Start;
        }

        try
        {
            _cursor = new SegmentCursor(segment, _position);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!WasCut)
            {
                _journal.SegmentUnreadable(segment, e);
            }

            return false;
        }
    }

    private void Pass(long end)
    {
        if (end > _position)
        {
            _journal.CountDamage(_position, end - _position);
            _position = end;
        }
    }

    private void CountDamage(long from)
    {
        var skipped = (_cursor?.SkippedBytes ?? 0) - _counted;
        if (skipped > 0)
        {
            _counted += skipped;
            _journal.FramesDamaged(_cursor!.Segment, from, skipped);
        }
    }

    private void Leave()
    {
        _cursor?.Dispose();
        _cursor = null;
        _counted = 0;
    }
}
