using SmartCity.Ioc.Aggregates.Packed;
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
    private const long NanosBetweenTrims = 300 * NanosPerSecond;

    private readonly WindowLevel[] _levels;
    private readonly WindowLevel _feeding;
    private readonly WindowLevel _firstOfZones;
    private readonly WindowCloser _closer;
    private readonly ZoneFigures _provisional;
    private readonly GivenWindows _given;
    private readonly double[] _byPosition = new double[MetricLayout.MaxMetrics];
    private readonly long _keepNanos;
    private readonly int _mostClosed;

    public CityWindows(CityRegistry registry, PipelineOptions options)
    {
        Layouts = new LayoutTable(registry);
        Sources = new SourceTable(registry, Layouts, new ZoneCells(registry, Layouts));
        Shelf = new FrameShelf(Layouts.All, Order);
        _given = new GivenWindows(registry, Sources);
        _levels = WindowLevels.Build(options, new CityDays(registry.City.TimeZone), Shelf);
        _feeding = Array.Find(_levels, level => level.FeedsZones)!;
        _firstOfZones = Array.Find(_levels, level => level.Scope == AggregateScope.Zone)!;
        _closer = new WindowCloser(Sources, _given, _firstOfZones);
        _provisional = new ZoneFigures(Sources, _feeding);
        _keepNanos = (options.AllowedLateness + options.CorrectionHorizon).Ticks * 100;
        _mostClosed = options.ClosedWindows;
    }

    public LayoutTable Layouts { get; }

    public FrameShelf Shelf { get; }

    public SourceOrder Order { get; } = new();

    public SourceTable Sources { get; }

    public ReadOnlySpan<WindowLevel> Levels => _levels;

    /// <summary>Windows corrected since corrections were last given out.</summary>
    public List<CorrectedWindow> Corrected { get; } = [];

    public long ClockNanos { get; set; } = long.MinValue;

    public ZoneFigures Provisional => _provisional;

    /// <summary>The clock when provisional figures were last given out.</summary>
    public long ProvisionalNanos { get; set; } = long.MinValue;

    /// <summary>A reading older than this is late for good.</summary>
    public long CorrectableFromNanos =>
        Math.Max(ClockNanos < long.MinValue + _keepNanos ? long.MinValue : ClockNanos - _keepNanos, _feeding.GoneBeforeNanos);

    /// <summary>Asks for what is known of a device here.</summary>
    public void Ask(int device)
    {
        Sources.Ask(device);
        _levels[0].Ask(device);
    }

    /// <summary>Adds what a batch brings to its windows. The clock was moved to the batch's before.</summary>
    public void Add(ReadingBatch accepted)
    {
        Sources.FollowRegistry();
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
            if (_provisional.FrameOf(message.MeasuredAtNanos, ClockNanos) is { } current)
            {
                _provisional.Add(current, source.Cell, values, (int)((message.MeasuredAtNanos - current.StartNanos) / NanosPerMs));
            }

            for (var from = 0; from < values.Length;)
            {
                from = Spread(ref source, values, from);
                Add(shortest, message.Device, source.Layout, source.Cell, message.MeasuredAtNanos);
            }
        }
    }

    /// <summary>Moves the clock on: closes what is over, and once in a second of the clock gives out corrections and lets go of what is
    /// beyond correction.</summary>
    /// <param name="output">Gets closed and corrected windows, some hundreds at a time; a list is valid during the call.</param>
    public void AdvanceTo(long clockNanos, IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        var newSecond = ClockNanos == long.MinValue || clockNanos / NanosPerSecond != ClockNanos / NanosPerSecond;
        var newTrim = ClockNanos / NanosBetweenTrims != clockNanos / NanosBetweenTrims;
        ClockNanos = clockNanos;
        Sources.FollowRegistry();
        _provisional.AdvanceTo(clockNanos);
        if (newSecond)
        {
            GiveCorrections(output);
        }

        while (NextToClose() is { } level)
        {
            _closer.Close(level, output);
        }

        if (newSecond)
        {
            WindowLevels.LetGo(_levels, ClockNanos - _keepNanos, _mostClosed);
        }

        if (newTrim)
        {
            Shelf.Trim();
        }

        _given.Flush(output);
    }

    /// <summary>The zones' current windows so far, where something came in since the last time.</summary>
    public void GiveProvisional(IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        ProvisionalNanos = ClockNanos;
        var frame = _provisional.SumUp(ClockNanos);
        for (var index = 0; index < Sources.Cells.Count; index++)
        {
            var cell = Sources.Cells[index];
            if (cell.Touched && frame is not null && frame.Contains(index))
            {
                var states = frame.StatesOf(index);
                var layout = frame.LayoutOf(index);
                var expected = _given.Expected(_firstOfZones, frame, index);
                for (var position = 0; position < states.Length; position++)
                {
                    _given.Give(_firstOfZones, frame, index, layout, position, states[position], expected, AggregateStage.Provisional, output);
                }
            }

            cell.Touched = false;
        }

        _given.Flush(output);
    }

    /// <summary>Makes the zones' running figures from the open windows: of a device that moved they then say where it is, not where it was.</summary>
    public void MakeProvisional()
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

    // Puts values where they stand in the source's layout. Ends before a metric that was there already, which a message hardly ever has.
    private int Spread(ref SourceTable.Source source, ReadOnlySpan<MetricValue> values, int from)
    {
        Array.Fill(_byPosition, double.NaN);
        for (; from < values.Length; from++)
        {
            var place = Sources.Place(ref source, values[from].Metric, from);
            if (place >= 0)
            {
                if (!double.IsNaN(_byPosition[place]))
                {
                    break;
                }

                _byPosition[place] = values[from].Value;
            }
        }

        return from;
    }

    // Into this window, and where it is closed into those above it too: an open one passes it on when it closes.
    private void Add(WindowLevel level, int owner, MetricLayout layout, int cell, long measuredAtNanos)
    {
        var values = _byPosition.AsSpan(0, layout.Count);
        if (measuredAtNanos >= level.GoneBeforeNanos)
        {
            var frame = level.FindOrAdd(measuredAtNanos, ClockNanos);
            var offsetMs = (int)((measuredAtNanos - frame.StartNanos) / NanosPerMs);
            if (!frame.Closed)
            {
                ((PackedFrame)frame).AddMessage(owner, layout, values, offsetMs);
                return;
            }

            for (var position = 0; position < values.Length; position++)
            {
                if (!double.IsNaN(values[position]))
                {
                    Correct(level, frame, owner, layout, position, values[position], offsetMs);
                }
            }
        }

        foreach (var parent in level.Parents)
        {
            Add(parent, owner, layout, cell, measuredAtNanos);
        }

        for (var index = level.FeedsZones ? cell : -1; index >= 0; index = Sources.Cells[index].Parent)
        {
            for (var position = 0; position < values.Length; position++)
            {
                if (!double.IsNaN(values[position]) && Sources.Place(Sources.Cells[index], layout.Metrics[position], position) is var place and >= 0)
                {
                    AddToZone(_firstOfZones, index, place, values[position], measuredAtNanos);
                }
            }
        }
    }

    private void AddToZone(WindowLevel level, int index, int place, double value, long measuredAtNanos)
    {
        if (measuredAtNanos >= level.GoneBeforeNanos)
        {
            var frame = level.FindOrAdd(measuredAtNanos, ClockNanos);
            var offsetMs = (int)((measuredAtNanos - frame.StartNanos) / NanosPerMs);
            if (!frame.Closed)
            {
                frame.Add(index, Sources.Cells[index].Layout, place, value, offsetMs);
                return;
            }

            Correct(level, frame, index, Sources.Cells[index].Layout, place, value, offsetMs);
        }

        foreach (var parent in level.Parents)
        {
            AddToZone(parent, index, place, value, measuredAtNanos);
        }
    }

    private void Correct(WindowLevel level, WindowFrame closed, int owner, MetricLayout layout, int place, double value, int offsetMs)
    {
        var before = closed.StateCount;
        closed.Add(owner, layout, place, value, offsetMs);
        level.Grew(closed.StateCount - before);
        if (closed.MarkDirty(owner, place))
        {
            Corrected.Add(new CorrectedWindow(level.Index, closed.StartNanos, owner, place));
        }
    }

    private void GiveCorrections(IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        foreach (var (index, startNanos, owner, place) in Corrected)
        {
            var level = _levels[index];
            if (level.TryFind(startNanos, out var frame) && frame.Contains(owner))
            {
                frame.Revise(owner, place);
                var state = frame.StatesOf(owner)[place];
                _given.Give(level, frame, owner, frame.LayoutOf(owner), place, state, _given.Expected(level, frame, owner), AggregateStage.Correction, output);
            }
        }

        Corrected.Clear();
    }
}
