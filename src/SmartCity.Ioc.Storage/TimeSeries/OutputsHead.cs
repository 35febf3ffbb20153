using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>The reader of the newest points while older ones wait. Frames that it can not read are left to the one that reads all.</summary>
internal sealed class OutputsHead(IJournal outputs, JournalPosition from, TimeProvider time) : IDisposable
{
    private readonly IJournalReader _reader = outputs.Read(from);
    private readonly PointFrame _frame = new();
    private readonly PointBatchBuilder _points = new();
    private long? _gatheredAt;

    public JournalPosition From { get; } = from;

    public JournalPosition Position => _reader.Position;

    /// <summary>Time of the first frame and of the newest.</summary>
    public long FromNanos { get; private set; }

    public long TimeNanos { get; private set; }

    /// <summary>Since there was last nothing more to gather.</summary>
    public TimeSpan Age => _gatheredAt is { } at ? time.GetElapsedTime(at) : TimeSpan.MaxValue;

    /// <returns>The next points, or null when there are no more.</returns>
    public PointBatchBuilder? Gather(int atLeast)
    {
        _points.Clear();
        while (_points.Count < atLeast && _reader.TryRead(out var frame))
        {
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
}
