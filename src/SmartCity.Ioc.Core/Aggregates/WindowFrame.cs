namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// One stretch of time at one level: the states of every owner (device, or kind in a zone) that spoke in it, each owner's in one block.
/// Found by the owner's index in one step. Used again when its time is over, so that a steady stream allocates nothing.
/// </summary>
internal sealed class WindowFrame
{
    private int[] _blockOf = [];
    private Block[] _blocks = new Block[16];
    private WindowState[] _states = new WindowState[64];
    private QuantileSketch?[] _sketches = [];
    private int _taken;

    public long StartNanos { get; private set; }

    public long EndNanos { get; private set; }

    public bool Closed { get; set; }

    public int BlockCount { get; private set; }

    /// <summary>Room for states in its blocks: what the frame weighs, the same after a restart.</summary>
    public int StateCount { get; private set; }

    public void Reset(long startNanos, long endNanos, bool closed)
    {
        for (var i = 0; i < BlockCount; i++)
        {
            _blockOf[_blocks[i].Owner] = 0;
            _blocks[i] = default;
        }

        for (var i = 0; i < Math.Min(_taken, _sketches.Length); i++)
        {
            _sketches[i]?.Clear();
        }

        _states.AsSpan(0, _taken).Clear();
        BlockCount = 0;
        StateCount = 0;
        _taken = 0;
        (StartNanos, EndNanos, Closed) = (startNanos, endNanos, closed);
    }

    public int OwnerAt(int block) => _blocks[block].Owner;

    public MetricLayout LayoutAt(int block) => _blocks[block].Layout;

    public Span<WindowState> StatesAt(int block) => _states.AsSpan(_blocks[block].First, _blocks[block].Layout.Count);

    /// <returns>The sketch of a position, or null where none was begun.</returns>
    public QuantileSketch? SketchAt(int block, int position)
    {
        var at = _blocks[block].First + position;
        return at < _sketches.Length ? _sketches[at] : null;
    }

    /// <returns>The owner's block, or -1.</returns>
    public int Find(int owner) => owner < _blockOf.Length ? _blockOf[owner] - 1 : -1;

    /// <returns>The owner's block, with room for all of the layout's metrics.</returns>
    public int FindOrAdd(int owner, MetricLayout layout)
    {
        var block = Find(owner);
        if (block < 0)
        {
            return Append(owner, layout);
        }

        if (_blocks[block].Layout.Count < layout.Count)
        {
            Widen(block, layout);
        }

        return block;
    }

    public void Add(int block, int position, double value, int offsetMs)
    {
        ref var at = ref _blocks[block];
        _states[at.First + position].Add(value, offsetMs);
        if (at.Layout.KeepsPercentiles(position))
        {
            SketchFor(at.First + position).Add(value);
        }
    }

    /// <summary>Adds without percentiles.</summary>
    public void AddPlain(int block, int position, double value, int offsetMs) =>
        _states[_blocks[block].First + position].Add(value, offsetMs);

    public void Merge(int block, int position, in WindowState state, QuantileSketch? sketch, int shiftMs)
    {
        ref var at = ref _blocks[block];
        _states[at.First + position].Merge(state, shiftMs);
        if (sketch is not null)
        {
            SketchFor(at.First + position).Merge(sketch);
        }
    }

    /// <summary>Puts a restored state into its place.</summary>
    public QuantileSketch? Restore(int block, int position, BinaryReader reader)
    {
        var at = _blocks[block].First + position;
        _states[at].Restore(reader);
        return _blocks[block].Layout.KeepsPercentiles(position) && _states[at].Count > 0 ? SketchFor(at) : null;
    }

    private int Append(int owner, MetricLayout layout)
    {
        if (owner >= _blockOf.Length)
        {
            Array.Resize(ref _blockOf, Math.Max(owner + 1, _blockOf.Length * 2));
        }

        if (BlockCount == _blocks.Length)
        {
            Array.Resize(ref _blocks, BlockCount * 2);
        }

        StateCount += layout.Count;
        _blocks[BlockCount] = new Block(owner, layout, Take(layout.Count));
        _blockOf[owner] = ++BlockCount;
        return BlockCount - 1;
    }

    // Once in the life of a source and frame, when the source sends a metric for the first time; the old place stays unused.
    private void Widen(int block, MetricLayout layout)
    {
        var old = _blocks[block];
        StateCount += layout.Count - old.Layout.Count;
        var first = Take(layout.Count);
        _blocks[block] = new Block(old.Owner, layout, first);
        for (var i = 0; i < old.Layout.Count; i++)
        {
            _states[first + i] = _states[old.First + i];
            _states[old.First + i] = default;
            if (old.First + i < _sketches.Length && _sketches[old.First + i] is { } sketch)
            {
                SketchFor(first + i).Merge(sketch);
                sketch.Clear();
            }
        }
    }

    private int Take(int count)
    {
        var first = _taken;
        _taken += count;
        if (_taken > _states.Length)
        {
            Array.Resize(ref _states, Math.Max(_taken, _states.Length * 2));
        }

        return first;
    }

    private QuantileSketch SketchFor(int state)
    {
        if (state >= _sketches.Length)
        {
            Array.Resize(ref _sketches, Math.Max(state + 1, _states.Length));
        }

        return _sketches[state] ??= new QuantileSketch();
    }

    private readonly record struct Block(int Owner, MetricLayout Layout, int First);
}
