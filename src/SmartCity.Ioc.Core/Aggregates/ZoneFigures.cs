namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// Adds the open windows of devices up to what a zone's current window would be if it closed now. No percentiles: merging sketches each
/// second would cost more than the rest. Used by one thread.
/// </summary>
internal sealed class ZoneFigures(SourceTable sources)
{
    private readonly WindowFrame _frame = new();

    public void Begin(long startNanos, long endNanos) => _frame.Reset(startNanos, endNanos, closed: false);

    public void Add(WindowFrame frame)
    {
        var shiftMs = (int)((frame.StartNanos - _frame.StartNanos) / 1_000_000);
        for (var block = 0; block < frame.BlockCount; block++)
        {
            MergeInto(sources.Meet(frame.OwnerAt(block)).Cell, frame.LayoutAt(block), frame.StatesAt(block), shiftMs);
        }
    }

    /// <summary>Passes the figures up the territory and gives out those of cells that something came in for.</summary>
    public void Give(Action<WindowFrame, int, int> give)
    {
        // A cell's parent stands before it, so going backwards each cell is complete when it is passed on. A copy of the states, because
        // a parent that is new to the frame may move them.
        Span<WindowState> copy = stackalloc WindowState[MetricLayout.MaxMetrics];
        for (var index = sources.Cells.Count - 1; index >= 0; index--)
        {
            var cell = sources.Cells[index];
            var block = _frame.Find(index);
            if (cell.Parent < 0 || block < 0)
            {
                continue;
            }

            sources.Cells[cell.Parent].Touched |= cell.Touched;
            var states = _frame.StatesAt(block);
            states.CopyTo(copy);
            MergeInto(cell.Parent, _frame.LayoutAt(block), copy[..states.Length], shiftMs: 0);
        }

        for (var index = 0; index < sources.Cells.Count; index++)
        {
            var cell = sources.Cells[index];
            if (cell.Touched && _frame.Find(index) is var block and >= 0)
            {
                for (var position = 0; position < _frame.LayoutAt(block).Count; position++)
                {
                    give(_frame, index, position);
                }
            }

            cell.Touched = false;
        }
    }

    private void MergeInto(int index, MetricLayout layout, ReadOnlySpan<WindowState> states, int shiftMs)
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
                _frame.Merge(_frame.FindOrAdd(index, cell.Layout), place, states[position], null, shiftMs);
            }
        }
    }
}
