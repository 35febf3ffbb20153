using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// What the zones' current windows would be if they closed now: each reading is added to its zone's cell as it comes, and once a second the
/// cells are added up the territory. No percentiles: merging sketches each second would cost more than the rest. Used by one thread.
/// </summary>
internal sealed class ZoneFigures(SourceTable sources, WindowLevel feeding)
{
    private const long NanosPerMs = 1_000_000;

    private readonly List<PlainFrame> _running = [];
    private readonly Stack<PlainFrame> _spare = new();
    private readonly PlainFrame _sums = new();
    private readonly WindowState[] _passing = new WindowState[MetricLayout.MaxMetrics];
    private PlainFrame? _last;

    /// <summary>Of each window that is not over by the clock.</summary>
    public IReadOnlyList<PlainFrame> Running => _running;

    /// <returns>The running figures of that window, to be restored; null where there are no windows of that span.</returns>
    public PlainFrame? Restore(long startNanos, long endNanos) => feeding.SpanOf(startNanos) == (startNanos, endNanos) ? Find(startNanos, endNanos) : null;

    /// <returns>The running figures of the window that holds the moment, or null where it is over by the clock.</returns>
    public PlainFrame? FrameOf(long nanos, long clockNanos)
    {
        if (_last is { } last && nanos >= last.StartNanos && nanos < last.EndNanos)
        {
            return last;
        }

        var (start, end) = feeding.SpanOf(nanos);
        return end <= clockNanos ? null : _last = Find(start, end);
    }

    /// <summary>Adds a message's values to a cell.</summary>
    public void Add(PlainFrame frame, int index, ReadOnlySpan<MetricValue> values, int offsetMs)
    {
        var cell = sources.Cells[index];
        var states = frame.StatesFor(index, cell.Layout);
        for (var i = 0; i < values.Length; i++)
        {
            var place = sources.Place(cell, values[i].Metric, i);
            if (place >= states.Length)
            {
                states = frame.StatesFor(index, cell.Layout);
            }

            if (place >= 0)
            {
                states[place].Add(values[i].Value, offsetMs);
            }
        }
    }

    /// <summary>Adds what an open device window holds.</summary>
    public void Add(WindowFrame open, long clockNanos)
    {
        if (FrameOf(open.StartNanos, clockNanos) is not { } frame)
        {
            return;
        }

        var shiftMs = (int)((open.StartNanos - frame.StartNanos) / NanosPerMs);
        Span<int> devices = stackalloc int[WindowFrame.AtOnce];
        for (var (cursor, count) = (0, 0); (count = open.Owners(ref cursor, devices)) > 0;)
        {
            foreach (var device in devices[..count])
            {
                MergeInto(frame, sources.Meet(device).Cell, open.LayoutOf(device), open.StatesOf(device), shiftMs);
            }
        }
    }

    /// <summary>Lets go of windows that are over.</summary>
    public void AdvanceTo(long clockNanos)
    {
        for (var i = _running.Count - 1; i >= 0; i--)
        {
            if (_running[i].EndNanos <= clockNanos)
            {
                _spare.Push(_running[i]);
                _running.RemoveAt(i);
                _last = null;
            }
        }
    }

    /// <returns>The current window with the figures of every zone, those of the zones below included; null where it is empty.</returns>
    public PlainFrame? SumUp(long clockNanos)
    {
        var (start, end) = feeding.SpanOf(clockNanos);
        _sums.Reset(start, end, closed: false);
        PlainFrame? current = null;
        foreach (var frame in _running)
        {
            current = frame.StartNanos == start ? frame : current;
        }

        if (current is null)
        {
            return null;
        }

        for (var index = 0; index < sources.Cells.Count; index++)
        {
            if (current.Contains(index))
            {
                MergeInto(_sums, index, current.LayoutOf(index), current.StatesOf(index), shiftMs: 0);
            }
        }

        // A cell's parent stands before it, so going backwards each cell is complete when it is passed on. A copy, because a parent that is
        // new to the frame may move its states.
        for (var index = sources.Cells.Count - 1; index >= 0; index--)
        {
            var cell = sources.Cells[index];
            if (cell.Parent >= 0)
            {
                sources.Cells[cell.Parent].Touched |= cell.Touched;
                if (_sums.Contains(index))
                {
                    var states = _sums.StatesOf(index);
                    states.CopyTo(_passing);
                    MergeInto(_sums, cell.Parent, _sums.LayoutOf(index), _passing.AsSpan(0, states.Length), shiftMs: 0);
                }
            }
        }

        return _sums;
    }

    private PlainFrame Find(long startNanos, long endNanos)
    {
        foreach (var frame in _running)
        {
            if (frame.StartNanos == startNanos)
            {
                return frame;
            }
        }

        var added = _spare.Count > 0 ? _spare.Pop() : new PlainFrame();
        added.Reset(startNanos, endNanos, closed: false);
        _running.Add(added);
        return added;
    }

    private void MergeInto(PlainFrame frame, int index, MetricLayout layout, ReadOnlySpan<WindowState> states, int shiftMs)
    {
        var cell = sources.Cells[index];
        for (var position = 0; position < states.Length; position++)
        {
            if (states[position].Count == 0)
            {
                continue;
            }

            var place = sources.Place(cell, layout.Metrics[position], position);
            if (place >= 0)
            {
                frame.Merge(index, cell.Layout, place, states[position], null, shiftMs);
            }
        }
    }
}
