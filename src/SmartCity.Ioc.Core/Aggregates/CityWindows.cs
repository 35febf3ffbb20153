using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// Event-time tumbling windows of one shard. Readings enter the shortest device window; when that closes it is merged into the next
/// longer one, and so on up to the day; the longest base window is also merged into the zones, up the territory to the root. A reading
/// that comes after the close is added to every closed window that it belongs to, and each is given out again as a correction.
/// Used by one thread; a pure function of what it is given.
/// </summary>
internal sealed class CityWindows
{
    private const long NanosPerMs = 1_000_000;
    private const long NanosPerSecond = 1_000_000_000;
    private const int ChunkSize = 4096;

    private readonly CityRegistry _registry;
    private readonly WindowLevel[] _levels;
    private readonly WindowLevel _feeding;
    private readonly WindowLevel _firstOfZones;
    private readonly ZoneFigures _provisional;
    private readonly List<WindowAggregate> _chunk = [];
    private readonly long _keepNanos;
    private readonly int _mostClosed;

    public CityWindows(CityRegistry registry, PipelineOptions options)
    {
        _registry = registry;
        Layouts = new LayoutTable(registry);
        Sources = new SourceTable(registry, Layouts, new ZoneCells(registry, Layouts));
        _levels = WindowLevels.Build(options, new CityDays(registry.City.TimeZone));
        _feeding = Array.Find(_levels, level => level.FeedsZones)!;
        _firstOfZones = Array.Find(_levels, level => level.Scope == AggregateScope.Zone)!;
        _provisional = new ZoneFigures(Sources, _feeding);
        _keepNanos = (options.AllowedLateness + options.CorrectionHorizon).Ticks * 100;
        _mostClosed = options.ClosedWindows;
    }

    public LayoutTable Layouts { get; }

    public SourceTable Sources { get; }

    public ReadOnlySpan<WindowLevel> Levels => _levels;

    /// <summary>Windows corrected since corrections were last given out.</summary>
    public List<CorrectedWindow> Corrected { get; } = [];

    public long ClockNanos { get; set; } = long.MinValue;

    /// <summary>The clock when provisional figures were last given out.</summary>
    public long ProvisionalNanos { get; set; } = long.MinValue;

    /// <summary>A reading older than this is late for good.</summary>
    public long CorrectableFromNanos =>
        Math.Max(ClockNanos < long.MinValue + _keepNanos ? long.MinValue : ClockNanos - _keepNanos, _feeding.GoneBeforeNanos);

    /// <summary>Adds what a batch brings to its windows. The clock was moved to the batch's before.</summary>
    public void Add(ReadingBatch accepted)
    {
        Sources.FollowMoves();
        var shortest = _levels[0];
        foreach (ref readonly var message in accepted.Messages)
        {
            if (message.ValueCount == 0)
            {
                continue;
            }

            ref var source = ref Sources.Meet(message.Device);
            Sources.Cells[source.Cell].Touched = true;
            var values = accepted.ValuesOf(message);
            var current = _provisional.FrameOf(message.MeasuredAtNanos, ClockNanos);
            var currentMs = current is null ? 0 : (int)((message.MeasuredAtNanos - current.StartNanos) / NanosPerMs);
            var frame = message.MeasuredAtNanos < shortest.GoneBeforeNanos ? null : shortest.FindOrAdd(message.MeasuredAtNanos, ClockNanos);
            var isOpen = frame is { Closed: false };
            var offsetMs = isOpen ? (int)((message.MeasuredAtNanos - frame!.StartNanos) / NanosPerMs) : 0;
            var layout = source.Layout;
            var block = isOpen ? frame!.FindOrAddMessage(message.Device, layout, offsetMs) : 0;
            for (var i = 0; i < values.Length; i++)
            {
                var place = Sources.Place(ref source, values[i].Metric, i);
                if (place < 0)
                {
                    continue;
                }

                if (!isOpen)
                {
                    AddLate(shortest, message.Device, source.Layout, place, source.Cell, values[i], message.MeasuredAtNanos);
                }
                else
                {
                    if (layout != source.Layout)
                    {
                        layout = source.Layout;
                        block = frame!.FindOrAdd(message.Device, layout);
                    }

                    frame!.Add(block, place, values[i].Value, offsetMs);
                }

                if (current is not null)
                {
                    _provisional.Add(current, source, values[i].Metric, values[i].Value, i, currentMs);
                }
            }
        }
    }

    /// <summary>Moves the clock on: closes what is over, and once in a second of the clock gives out corrections and lets go of what is
    /// beyond correction.</summary>
    /// <param name="output">Gets closed and corrected windows, some thousands at a time; a list is valid during the call.</param>
    public void AdvanceTo(long clockNanos, IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        var newSecond = ClockNanos == long.MinValue || clockNanos / NanosPerSecond != ClockNanos / NanosPerSecond;
        ClockNanos = clockNanos;
        _provisional.AdvanceTo(clockNanos);
        if (newSecond)
        {
            GiveCorrections(output);
        }

        while (NextToClose() is { } level)
        {
            Close(level, output);
        }

        if (newSecond)
        {
            LetGo();
        }

        Flush(output);
    }

    /// <summary>The zones' current windows so far, where something came in since the last time.</summary>
    public void GiveProvisional(IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        ProvisionalNanos = ClockNanos;
        var frame = _provisional.SumUp(ClockNanos);
        for (var index = 0; index < Sources.Cells.Count; index++)
        {
            var cell = Sources.Cells[index];
            if (cell.Touched && frame is not null && frame.Find(index) is var block and >= 0)
            {
                for (var position = 0; position < frame.LayoutAt(block).Count; position++)
                {
                    Give(_firstOfZones, frame, block, position, AggregateStage.Provisional, output);
                }
            }

            cell.Touched = false;
        }

        Flush(output);
    }

    /// <summary>To be called when the state was restored.</summary>
    public void Restored()
    {
        foreach (var level in _levels)
        {
            foreach (var frame in level.Frames)
            {
                if (level.Scope == AggregateScope.Device && level.Index <= _feeding.Index && !frame.Closed)
                {
                    _provisional.Add(frame, ClockNanos);
                }
            }
        }
    }

    private WindowLevel? NextToClose()
    {
        WindowLevel? next = null;
        foreach (var level in _levels)
        {
            if (level.NextEndNanos != long.MaxValue && level.IsOver(level.NextEndNanos, ClockNanos)
                && (next is null || level.NextEndNanos < next.NextEndNanos))
            {
                next = level;
            }
        }

        return next;
    }

    private void Close(WindowLevel level, IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        var frame = level.NextToClose();
        for (var block = 0; block < frame.BlockCount; block++)
        {
            for (var position = 0; position < frame.LayoutAt(block).Count; position++)
            {
                Give(level, frame, block, position, AggregateStage.Final, output);
            }

            foreach (var parent in level.Parents)
            {
                MergeUp(frame, block, parent, frame.OwnerAt(block), frame.LayoutAt(block));
            }

            if (level.FeedsZones)
            {
                MergeIntoZones(frame, block);
            }
        }

        level.Close(frame);
    }

    private static void MergeUp(WindowFrame frame, int block, WindowLevel parent, int owner, MetricLayout layout)
    {
        var target = parent.FindOrAdd(frame.StartNanos);
        var shiftMs = (int)((frame.StartNanos - target.StartNanos) / NanosPerMs);
        var at = target.FindOrAdd(owner, layout);
        var states = frame.StatesAt(block);
        for (var position = 0; position < states.Length; position++)
        {
            if (states[position].Count > 0)
            {
                target.Merge(at, position, states[position], frame.SketchAt(block, position), shiftMs);
            }
        }
    }

    private void MergeIntoZones(WindowFrame frame, int block)
    {
        var target = _firstOfZones.FindOrAdd(frame.StartNanos);
        var metrics = frame.LayoutAt(block).Metrics;
        var states = frame.StatesAt(block);
        for (var index = Sources.Meet(frame.OwnerAt(block)).Cell; index >= 0; index = Sources.Cells[index].Parent)
        {
            var cell = Sources.Cells[index];
            for (var position = 0; position < states.Length; position++)
            {
                if (states[position].Count == 0)
                {
                    continue;
                }

                var place = Sources.Place(cell, metrics[position], position);
                if (place >= 0)
                {
                    var at = target.FindOrAdd(index, cell.Layout);
                    target.Merge(at, place, states[position], frame.SketchAt(block, position), shiftMs: 0);
                }
            }
        }
    }

    // Into this window, and where it is closed into those above it too: an open one passes it on when it closes.
    private void AddLate(WindowLevel level, int owner, MetricLayout layout, int place, int cell, MetricValue value, long measuredAtNanos)
    {
        if (measuredAtNanos >= level.GoneBeforeNanos)
        {
            var frame = level.FindOrAdd(measuredAtNanos, ClockNanos);
            var before = frame.StateCount;
            var block = frame.FindOrAdd(owner, layout);
            frame.Add(block, place, value.Value, (int)((measuredAtNanos - frame.StartNanos) / NanosPerMs));
            if (!frame.Closed)
            {
                return;
            }

            level.Grew(frame.StateCount - before);
            ref var state = ref frame.StatesAt(block)[place];
            if (!state.IsDirty)
            {
                state.MarkDirty();
                Corrected.Add(new CorrectedWindow(level.Index, frame.StartNanos, owner, place));
            }
        }

        foreach (var parent in level.Parents)
        {
            AddLate(parent, owner, layout, place, cell, value, measuredAtNanos);
        }

        for (var index = level.FeedsZones ? cell : -1; index >= 0; index = Sources.Cells[index].Parent)
        {
            var zone = Sources.Cells[index];
            var zonePlace = Sources.Place(zone, value.Metric, place);
            if (zonePlace >= 0)
            {
                AddLate(_firstOfZones, index, zone.Layout, zonePlace, -1, value, measuredAtNanos);
            }
        }
    }

    private void GiveCorrections(IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        foreach (var corrected in Corrected)
        {
            var level = _levels[corrected.Level];
            if (level.TryFind(corrected.StartNanos, out var frame) && frame.Find(corrected.Owner) is var block and >= 0)
            {
                frame.StatesAt(block)[corrected.Place].Revise();
                Give(level, frame, block, corrected.Place, AggregateStage.Correction, output);
            }
        }

        Corrected.Clear();
    }

    private void LetGo()
    {
        var closed = 0;
        foreach (var level in _levels)
        {
            while (level.Frames is [{ Closed: true } oldest, ..] && oldest.EndNanos <= ClockNanos - _keepNanos)
            {
                level.Forget();
            }

            closed += level.ClosedStates;
        }

        while (closed > _mostClosed)
        {
            WindowLevel? oldest = null;
            foreach (var level in _levels)
            {
                if (level.Frames is [{ Closed: true } first, ..] && (oldest is null || first.EndNanos < oldest.Frames[0].EndNanos))
                {
                    oldest = level;
                }
            }

            closed -= oldest!.Frames[0].StateCount;
            oldest.Forget();
        }
    }

    private void Give(
        WindowLevel level, WindowFrame frame, int block, int position, AggregateStage stage, IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        var state = frame.StateAt(block, position);
        if (state.Count == 0)
        {
            return;
        }

        var owner = frame.OwnerAt(block);
        var layout = frame.LayoutAt(block);
        var lengthNanos = frame.EndNanos - frame.StartNanos;
        double expected;
        if (level.Scope == AggregateScope.Device)
        {
            expected = (double)lengthNanos / Sources.Meet(owner).IntervalNanos;
        }
        else
        {
            var cell = Sources.Cells[owner];
            owner = cell.Zone;
            expected = (double)lengthNanos / Math.Max(1, _registry.Kinds[cell.Kind].ExpectedInterval.Ticks * 100) * cell.Devices;
        }

        var sketch = layout.KeepsPercentiles(position) ? frame.SketchAt(block, position) : null;
        _chunk.Add(new WindowAggregate(
            level.Scope, stage, owner, layout.Kind, layout.Metrics[position], frame.StartNanos, lengthNanos, state.Revision, state.Count,
            state.Sum, state.Mean, state.Min, state.Max, state.First, state.Last, state.StandardDeviation,
            Percentile(sketch, state, 0.50), Percentile(sketch, state, 0.95), Percentile(sketch, state, 0.99),
            Math.Min(1, state.Count / expected)));
        if (_chunk.Count == ChunkSize)
        {
            Flush(output);
        }
    }

    // The middle of an outermost bucket may lie beyond every reading.
    private static double Percentile(QuantileSketch? sketch, in WindowState state, double p) =>
        sketch is null ? double.NaN : Math.Clamp(sketch.Quantile(p), state.Min, state.Max);

    private void Flush(IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        if (_chunk.Count > 0)
        {
            output.OnNext(_chunk);
            _chunk.Clear();
        }
    }
}
