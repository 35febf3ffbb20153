using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using SmartCity.Ioc.Storage.Files;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>A journal's segments: which holds a position, and which may go. Any thread; the list is swapped whole.</summary>
internal sealed class SegmentShelf
{
    private readonly FileJournalOptions _options;
    private readonly ReaderPositions _positions;
    private readonly JournalCounters _counters;
    private readonly ILogger _log;
    private readonly Lock _changing = new();
    private ImmutableArray<Segment> _segments;
    private long _thinnedUpTo;
    private long _thinnedBytes;
    private bool _over;

    public SegmentShelf(
        FileJournalOptions options, IEnumerable<Segment> segments, ReaderPositions positions, JournalCounters counters, ILogger log)
    {
        _options = options;
        _positions = positions;
        _counters = counters;
        _log = log;
        _segments = [.. segments];
        CountThinned();
    }

    public event Action<long>? GivenUp;

    public ImmutableArray<Segment> Segments => _segments;

    public Segment Last => _segments[^1];

    /// <summary>Bytes of segments still held that were given up inside them.</summary>
    public long ThinnedBytes => Volatile.Read(ref _thinnedBytes);

    public void Add(Segment segment)
    {
        lock (_changing)
        {
            _segments = _segments.Add(segment);
        }
    }

    /// <summary>The segment that holds a position, or the first after it, with the position at which it ends.</summary>
    public (Segment Segment, long End) Locate(long position)
    {
        var segments = _segments;
        var i = segments.Length - 1;
        while (i > 0 && segments[i].Start > position)
        {
            i--;
        }

        return (segments[i], i + 1 < segments.Length ? segments[i + 1].Start : long.MaxValue);
    }

    /// <summary>Deletes, youngest first, the segments that begin past a position; a kill in between leaves a shorter journal, not a hole.</summary>
    /// <returns>Whether the last segment is another one now.</returns>
    public bool DropAfter(long position)
    {
        lock (_changing)
        {
            var dropped = false;
            while (_segments.Length > 1 && Last.Start > position)
            {
                File.Delete(Last.Path);
                _segments = _segments.RemoveAt(_segments.Length - 1);
                dropped = true;
            }

            CountThinned();
            if (dropped)
            {
                DurableFile.SyncDirectory(_options.Directory);
            }

            return dropped;
        }
    }

    /// <summary>Deletes all segments and begins one at a position before them.</summary>
    public SafeFileHandle BeginAgain(long position)
    {
        DropAfter(position);
        lock (_changing)
        {
            var (segment, handle) = Segment.Create(_options.Directory, position, 0);
            File.Delete(Last.Path);
            DurableFile.SyncDirectory(_options.Directory);
            _segments = [segment];
            CountThinned();
            return handle;
        }
    }

    /// <summary>Deletes what everyone has read and nobody may want to replay.</summary>
    public void Tidy(long end, long lastTime) => MakeRoom(end, 0, lastTime);

    /// <summary>Keeps the budget: first what everyone has read, whatever its age; then, where the policy says so, the oldest.</summary>
    /// <returns>Whether <paramref name="bytes"/> more fit.</returns>
    public bool MakeRoom(long end, long bytes, long lastTime)
    {
        var segments = _segments;
        if (end + bytes - segments[0].Start - ThinnedBytes <= _options.BudgetBytes && (segments.Length == 1 || bytes > 0))
        {
            // The common case, once per frame. The age of the oldest is looked at when a segment is closed and when a reader moves.
            Over(false);
            return true;
        }

        lock (_changing)
        {
            var everyone = _positions.Minimum;
            while (_segments.Length > 1)
            {
                var oldest = _segments[0];
                var next = _segments[1];
                var over = end + bytes - oldest.Start - _thinnedBytes > _options.BudgetBytes;
                var passed = next.Start <= everyone;
                var old = next.BaseTimeNanos < lastTime - (_options.KeepSpan.Ticks * 100);
                if (passed ? !over && !old : !over || _options.WhenFull == BudgetPolicy.Refuse)
                {
                    break;
                }

                if (passed)
                {
                    Delete(oldest, next.Start, lost: false);
                }
                else if (!ThinOldest())
                {
                    Delete(oldest, next.Start, lost: true);
                }
            }

            var fits = end + bytes - _segments[0].Start - _thinnedBytes <= _options.BudgetBytes || _options.WhenFull == BudgetPolicy.GiveUpOldest;
            Over(!fits);
            return fits;
        }
    }

    // Takes the readings out of the oldest closed segment that still has them; windows and alert changes stay until nothing else is left.
    private bool ThinOldest()
    {
        for (var i = 0; i < _segments.Length - 1; i++)
        {
            var segment = _segments[i];
            if (segment.Start < _thinnedUpTo || segment.GivenUpBytes > 0)
            {
                continue;
            }

            _thinnedUpTo = _segments[i + 1].Start;
            var thin = SegmentThinner.Thin(segment, _segments[i + 1].Start, _options.Directory);
            if (thin.GivenUpBytes > 0)
            {
                _segments = _segments.SetItem(i, thin);
                CountThinned();
                Lost(thin.GivenUpBytes);
                return true;
            }
        }

        return false;
    }

    private void Delete(Segment segment, long end, bool lost)
    {
        try
        {
            File.Delete(segment.Path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }

        _segments = _segments.RemoveAt(0);
        CountThinned();
        if (lost)
        {
            Lost(end - segment.Start - segment.GivenUpBytes);
        }
    }

    private void CountThinned()
    {
        var bytes = 0L;
        foreach (var segment in _segments)
        {
            bytes += segment.GivenUpBytes;
        }

        Volatile.Write(ref _thinnedBytes, bytes);
    }

    private void Lost(long bytes)
    {
        _counters.GivenUp(bytes);
        StorageLog.FramesGivenUp(_log, _options.Name, bytes, _options.BudgetBytes >> 20);
        GivenUp?.Invoke(bytes);
    }

    private void Over(bool over)
    {
        if (_over == over)
        {
            return;
        }

        _over = over;
        if (over)
        {
            StorageLog.JournalFull(_log, _options.Name, _options.BudgetBytes >> 20);
        }
        else
        {
            StorageLog.JournalHasRoom(_log, _options.Name);
        }
    }
}
