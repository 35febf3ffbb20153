using System.Diagnostics.CodeAnalysis;
using SmartCity.Ioc.Aggregates.Packed;

namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// All windows of one length and scope that are open or may still be corrected, oldest first. What closes here is merged into the
/// <see cref="Parents"/>.
/// </summary>
internal sealed class WindowLevel
{
    private readonly CityDays? _days;
    private readonly long _latenessNanos;
    private readonly List<WindowFrame> _frames = [];
    private readonly OpenBlock _open = new();
    private readonly FrameShelf _shelf;
    private WindowFrame? _last;

    /// <param name="index">Place in the order of closing among windows that end at one moment: shorter first, devices before zones.</param>
    /// <param name="days">For windows of a calendar day, otherwise null.</param>
    public WindowLevel(int index, AggregateScope scope, long lengthNanos, CityDays? days, long latenessNanos, FrameShelf shelf)
    {
        (Index, Scope, LengthNanos, _days, _latenessNanos, _shelf) = (index, scope, lengthNanos, days, latenessNanos, shelf);
    }

    public int Index { get; }

    public AggregateScope Scope { get; }

    /// <summary>The nominal length; a calendar day may be an hour shorter or longer.</summary>
    public long LengthNanos { get; }

    public List<WindowLevel> Parents { get; } = [];

    /// <summary>Device windows that end in zones as well.</summary>
    public bool FeedsZones { get; set; }

    /// <summary>Windows that start before this are gone: no correction reaches them.</summary>
    public long GoneBeforeNanos { get; set; } = long.MinValue;

    /// <summary>The next end of an open window, or <see cref="long.MaxValue"/>.</summary>
    public long NextEndNanos { get; private set; } = long.MaxValue;

    /// <summary>States of closed windows.</summary>
    public int ClosedStates { get; private set; }

    public IReadOnlyList<WindowFrame> Frames => _frames;

    public (long StartNanos, long EndNanos) SpanOf(long nanos)
    {
        if (_days is not null)
        {
            return _days.DayOf(nanos);
        }

        var rest = nanos % LengthNanos;
        var start = nanos - (rest < 0 ? rest + LengthNanos : rest);
        return (start, start + LengthNanos);
    }

    /// <returns>The window that holds the moment; a new one is open, even if its time is over: it closes when the shorter windows
    /// that it is made of have.</returns>
    public WindowFrame FindOrAdd(long nanos) => FindOrAdd(nanos, long.MinValue);

    /// <returns>The window that holds the moment; a new one is closed from the start if its time is over by the clock.</returns>
    public WindowFrame FindOrAdd(long nanos, long clockNanos)
    {
        if (_last is { } last && nanos >= last.StartNanos && nanos < last.EndNanos)
        {
            return last;
        }

        var at = IndexOf(nanos);
        if (at < 0)
        {
            at = ~at;
            var (start, end) = SpanOf(nanos);
            Insert(at, start, end, IsOver(end, clockNanos));
        }

        return _last = _frames[at];
    }

    /// <summary>Asks for where the newest window has what it knows of an owner.</summary>
    public void Ask(int owner)
    {
        if (_frames is [.., PackedFrame newest])
        {
            newest.Ask(owner);
        }
    }

    public bool TryFind(long nanos, [NotNullWhen(true)] out WindowFrame? frame)
    {
        var at = IndexOf(nanos);
        frame = at < 0 ? null : _frames[at];
        return at >= 0;
    }

    public bool IsOver(long endNanos, long clockNanos) => clockNanos >= _latenessNanos + long.MinValue && endNanos <= clockNanos - _latenessNanos;

    /// <returns>The open window that ends at <see cref="NextEndNanos"/>.</returns>
    public WindowFrame NextToClose() => _frames[FirstOpen()];

    public void Close(WindowFrame frame)
    {
        frame.Closed = true;
        ClosedStates += frame.StateCount;
        FindNextEnd();
    }

    /// <summary>A late reading made a closed window larger.</summary>
    public void Grew(int states) => ClosedStates += states;

    /// <summary>Lets go of the oldest window.</summary>
    public void Forget()
    {
        var frame = _frames[0];
        _frames.RemoveAt(0);
        GoneBeforeNanos = frame.EndNanos;
        ClosedStates -= frame.StateCount;
        _last = null;
        _shelf.Return(frame);
    }

    /// <summary>Packs what is open, so that the frames hold everything.</summary>
    public void Flush() => _open.Flush();

    public WindowFrame Restore(long startNanos, long endNanos, bool closed) => Insert(_frames.Count, startNanos, endNanos, closed);

    /// <summary>To be called when restored windows are filled.</summary>
    public void Restored()
    {
        ClosedStates = _frames.Where(frame => frame.Closed).Sum(frame => frame.StateCount);
        FindNextEnd();
    }

    private WindowFrame Insert(int at, long startNanos, long endNanos, bool closed)
    {
        var frame = _shelf.Take(Scope, _open, LengthNanos, isShortest: Index == 0);
        frame.Reset(startNanos, endNanos, closed);
        _frames.Insert(at, frame);
        if (!closed)
        {
            NextEndNanos = Math.Min(NextEndNanos, endNanos);
        }

        return frame;
    }

    private void FindNextEnd()
    {
        var at = FirstOpen();
        NextEndNanos = at < _frames.Count ? _frames[at].EndNanos : long.MaxValue;
    }

    // Windows close in order, so the open ones stand together at the end, a handful of them.
    private int FirstOpen()
    {
        var at = _frames.Count;
        while (at > 0 && !_frames[at - 1].Closed)
        {
            at--;
        }

        return at;
    }

    private int IndexOf(long nanos)
    {
        var low = 0;
        var high = _frames.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var frame = _frames[middle];
            if (nanos >= frame.EndNanos)
            {
                low = middle + 1;
            }
            else if (nanos < frame.StartNanos)
            {
                high = middle - 1;
            }
            else
            {
                return middle;
            }
        }

        return ~low;
    }
}
