using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>The reader of the newest points while older ones wait. Frames that it can not read are left to the one that reads all.</summary>
/// <param name="from">Where its stretch begins.</param>
/// <param name="position">Where it goes on.</param>
internal sealed class OutputsHead(IJournal outputs, JournalPosition from, JournalPosition position, TimeProvider time) : IDisposable
{
    private readonly IJournalReader _reader = outputs.Read(position);
    private readonly PointFrame _frame = new();
    private readonly PointBatchBuilder _points = new();
    private readonly List<(JournalPosition From, JournalPosition To)> _gathered = [];
    private long? _gatheredAt;

    public JournalPosition From { get; } = from;

    /// <summary>Time of the first frame of the stretch, or 0 as long as there is none.</summary>
    public long FromNanos { get; private set; } = TimeOf(outputs, from, position);

    public JournalPosition Position { get; private set; } = position;

    public long TimeNanos { get; private set; }

    /// <summary>Where the frames gathered last stand, without what was given up between them: nobody has that.</summary>
    public IReadOnlyList<(JournalPosition From, JournalPosition To)> Gathered => _gathered;

    /// <summary>Since there was last nothing more to gather.</summary>
    public TimeSpan Age => _gatheredAt is { } at ? time.GetElapsedTime(at) : TimeSpan.MaxValue;

    /// <returns>The next points, or null when there are no more.</returns>
    public PointBatchBuilder? Gather(int atLeast)
    {
        _points.Clear();
        _gathered.Clear();
        while (_points.Count < atLeast && _reader.TryRead(out var frame))
        {
            Note(frame);
            Position = frame.Next;
            TimeNanos = frame.TimeNanos;
            FromNanos = FromNanos == 0 ? frame.TimeNanos : FromNanos;
            try
            {
                _frame.Read(frame.Body.Span, _points);
            }
            catch (InvalidDataException)
            {
                continue;
            }
        }

        if (_points.Count > 0)
        {
            return _points;
        }

        _gatheredAt = time.GetTimestamp();
        return null;
    }

    public void Dispose() => _reader.Dispose();

    private void Note(in JournalFrame frame)
    {
        if (frame.Position < Position)
        {
            // The outputs were cut, and what was gathered of the part cut off is no part of the stretch.
            _gathered.Clear();
        }

        if (_gathered.Count > 0 && _gathered[^1].To == frame.Position)
        {
            _gathered[^1] = (_gathered[^1].From, frame.Next);
        }
        else
        {
            _gathered.Add((frame.Position, frame.Next));
        }
    }

    private static long TimeOf(IJournal outputs, JournalPosition from, JournalPosition position)
    {
        if (from == position)
        {
            return 0;
        }

        using var reader = outputs.Read(from);
        return reader.TryRead(out var frame) ? frame.TimeNanos : 0;
    }
}
