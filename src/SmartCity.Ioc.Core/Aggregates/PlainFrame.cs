namespace SmartCity.Ioc.Aggregates;

/// <summary>A frame of zones' cells: few owners, each of which many readings go into, so their states lie open.</summary>
internal sealed class PlainFrame : WindowFrame
{
    private int[] _blockOf = [];
    private Block[] _blocks = new Block[16];
    private WindowState[] _states = new WindowState[64];
    private QuantileSketch?[] _sketches = [];
    private int _blockCount;
    private int _taken;

    public override int OwnerCount => _blockCount;

    public override int Owners(ref int cursor, Span<int> owners)
    {
        var count = Math.Min(owners.Length, _blockCount - cursor);
        for (var i = 0; i < count; i++)
        {
            owners[i] = _blocks[cursor++].Owner;
        }

        return count;
    }

    public override bool Contains(int owner) => owner < _blockOf.Length && _blockOf[owner] > 0;

    public override MetricLayout LayoutOf(int owner) => BlockOf(owner).Layout;

    public override ReadOnlySpan<WindowState> StatesOf(int owner)
    {
        ref var block = ref BlockOf(owner);
        return _states.AsSpan(block.First, block.Layout.Count);
    }

    public override QuantileSketch? SketchOf(int owner, int position) =>
        BlockOf(owner).First + position is var at && at < _sketches.Length ? _sketches[at] : null;

    public override void Add(int owner, MetricLayout layout, int position, double value, int offsetMs)
    {
        ref var block = ref FindOrAdd(owner, layout);
        _states[block.First + position].Add(value, offsetMs);
        if (block.Layout.KeepsPercentiles(position))
        {
            SketchFor(block.First + position).Add(value);
        }
    }

    /// <summary>The owner's states to be added to, made where there are none; valid until the next owner or metric is new. Not for percentiles.</summary>
    public Span<WindowState> StatesFor(int owner, MetricLayout layout)
    {
        var block = FindOrAdd(owner, layout);
        return _states.AsSpan(block.First, block.Layout.Count);
    }

    public override void Merge(int owner, MetricLayout layout, int position, in WindowState state, QuantileSketch? sketch, int shiftMs)
    {
        ref var block = ref FindOrAdd(owner, layout);
        _states[block.First + position].Merge(state, shiftMs);
        if (sketch is not null)
        {
            SketchFor(block.First + position).Merge(sketch);
        }
    }

    public override bool MarkDirty(int owner, int position)
    {
        ref var state = ref _states[BlockOf(owner).First + position];
        var isNew = !state.IsDirty;
        state.MarkDirty();
        return isNew;
    }

    public override void Revise(int owner, int position) => _states[BlockOf(owner).First + position].Revise();

    /// <summary>Puts restored states into their places.</summary>
    public void Restore(int owner, MetricLayout layout, BinaryReader reader)
    {
        var first = FindOrAdd(owner, layout).First;
        for (var position = 0; position < layout.Count; position++)
        {
            _states[first + position].Restore(reader);
            if (layout.KeepsPercentiles(position) && _states[first + position].Count > 0)
            {
                SketchFor(first + position).Restore(reader);
            }
        }
    }

    protected override void Clear()
    {
        for (var i = 0; i < _blockCount; i++)
        {
            _blockOf[_blocks[i].Owner] = 0;
            _blocks[i] = default;
        }

        for (var i = 0; i < Math.Min(_taken, _sketches.Length); i++)
        {
            _sketches[i]?.Clear();
        }

        _states.AsSpan(0, _taken).Clear();
        _blockCount = 0;
        _taken = 0;
    }

    private ref Block BlockOf(int owner) => ref _blocks[_blockOf[owner] - 1];

    private ref Block FindOrAdd(int owner, MetricLayout layout)
    {
        if (!Contains(owner))
        {
            Append(owner, layout);
        }

        ref var block = ref BlockOf(owner);
        if (block.Layout.Count < layout.Count)
        {
            Widen(ref block, layout);
        }

        return ref block;
    }

    private void Append(int owner, MetricLayout layout)
    {
        if (owner >= _blockOf.Length)
        {
            Array.Resize(ref _blockOf, Math.Max(owner + 1, _blockOf.Length * 2));
        }

        if (_blockCount == _blocks.Length)
        {
            Array.Resize(ref _blocks, _blockCount * 2);
        }

        StateCount += layout.Count;
        _blocks[_blockCount] = new Block(owner, layout, Take(layout.Count));
        _blockOf[owner] = ++_blockCount;
    }

    // Once in the life of a source and frame, when the source sends a metric for the first time; the old place stays unused.
    private void Widen(ref Block block, MetricLayout layout)
    {
        var old = block;
        StateCount += layout.Count - old.Layout.Count;
        var first = Take(layout.Count);
        block = new Block(old.Owner, layout, first);
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
            Array.Resize(ref _sketches, _states.Length);
        }

        return _sketches[state] ??= new QuantileSketch();
    }

    /// <param name="First">Index of its first state.</param>
    private readonly record struct Block(int Owner, MetricLayout Layout, int First);
}
