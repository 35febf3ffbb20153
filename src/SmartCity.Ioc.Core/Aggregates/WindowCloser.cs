using SmartCity.Ioc.Aggregates.Packed;

namespace SmartCity.Ioc.Aggregates;

/// <summary>Closes windows: gives their figures out and passes what they hold on to longer windows and to the zones. Used by one thread.</summary>
/// <param name="firstOfZones">The zones' shortest windows.</param>
internal sealed class WindowCloser(SourceTable sources, GivenWindows given, WindowLevel firstOfZones)
{
    private const long NanosPerMs = 1_000_000;

    private readonly double[] _values = new double[MetricLayout.MaxMetrics];

    /// <summary>Closes the level's oldest open window.</summary>
    /// <param name="output">Gets its figures, some hundreds at a time; a list is valid during the call.</param>
    public void Close(WindowLevel level, IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        var frame = level.NextToClose();
        Span<int> owners = stackalloc int[WindowFrame.AtOnce];
        for (var (cursor, count) = (0, 0); (count = frame.Owners(ref cursor, owners)) > 0;)
        {
            AskAhead(level, frame, owners[..count]);
            foreach (var owner in owners[..count])
            {
                Close(level, frame, owner, output);
            }
        }

        level.Close(frame);
    }

    private void Close(WindowLevel level, WindowFrame frame, int owner, IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        var layout = frame.LayoutOf(owner);
        var expected = given.Expected(level, frame, owner);
        if (!level.FeedsZones && frame is PackedFrame packed && packed.TryReadSingle(owner, layout, _values, out var count))
        {
            CloseSingle(level, packed, owner, layout, _values.AsSpan(0, count), expected, output);
            return;
        }

        var states = frame.StatesOf(owner);
        for (var position = 0; position < states.Length; position++)
        {
            given.Give(level, frame, owner, layout, position, states[position], expected, AggregateStage.Final, output);
        }

        foreach (var parent in level.Parents)
        {
            MergeUp(level, frame, owner, layout, parent);
        }

        if (level.FeedsZones)
        {
            MergeIntoZones(frame, owner, layout, states);
        }
    }

    // As most of the shortest windows are: no states are made of one message.
    private void CloseSingle(
        WindowLevel level, PackedFrame frame, int owner, MetricLayout layout, ReadOnlySpan<double> values, double expected,
        IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        for (var position = 0; position < values.Length; position++)
        {
            if (!double.IsNaN(values[position]))
            {
                given.GiveSingle(level, frame, owner, layout, position, values[position], expected, output);
            }
        }

        foreach (var parent in level.Parents)
        {
            MergeUp(level, frame, owner, layout, parent);
        }
    }

    // For what the next owners have here and where their readings go.
    private void AskAhead(WindowLevel level, WindowFrame frame, ReadOnlySpan<int> owners)
    {
        if (frame is not PackedFrame packed)
        {
            return;
        }

        foreach (var owner in owners)
        {
            sources.Ask(owner);
        }

        packed.Ask(owners);
        foreach (var parent in level.Parents)
        {
            if (parent.TryFind(frame.StartNanos, out var target))
            {
                (target as PackedFrame)?.Ask(owners);
            }
        }
    }

    private static void MergeUp(WindowLevel level, WindowFrame frame, int owner, MetricLayout layout, WindowLevel parent)
    {
        var target = parent.FindOrAdd(frame.StartNanos);
        var shiftMs = (int)((frame.StartNanos - target.StartNanos) / NanosPerMs);
        if (frame is PackedFrame shorter && target is PackedFrame longer
            && longer.TryTake(shorter, owner, layout, shiftMs, (int)(parent.LengthNanos / level.LengthNanos)))
        {
            return;
        }

        var states = frame.StatesOf(owner);
        for (var position = 0; position < states.Length; position++)
        {
            if (states[position].Count > 0)
            {
                target.Merge(owner, layout, position, states[position], frame.SketchOf(owner, position), shiftMs);
            }
        }
    }

    private void MergeIntoZones(WindowFrame frame, int owner, MetricLayout layout, ReadOnlySpan<WindowState> states)
    {
        var target = firstOfZones.FindOrAdd(frame.StartNanos);
        for (var index = sources.Meet(owner).Cell; index >= 0; index = sources.Cells[index].Parent)
        {
            var cell = sources.Cells[index];
            for (var position = 0; position < states.Length; position++)
            {
                if (states[position].Count > 0 && sources.Place(cell, layout.Metrics[position], position) is var place and >= 0)
                {
                    target.Merge(index, cell.Layout, place, states[position], frame.SketchOf(owner, position), shiftMs: 0);
                }
            }
        }
    }
}
