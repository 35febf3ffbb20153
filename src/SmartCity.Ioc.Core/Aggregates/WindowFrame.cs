namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// One stretch of time at one level: the states of every owner (device, or kind in a zone) that spoke in it, each owner's in one block.
/// Found by the owner's index in one step. Used again when its time is over, so that a steady stream allocates nothing.
/// </summary>
/// <remarks>
/// Most devices speak once in a short window. As long as it is one message, its values alone are kept, 8 bytes a metric instead of a state of
/// 80; the second one makes states of them.
/// </remarks>
internal sealed class WindowFrame
{
    private int[] _blockOf = [];
    private Block[] _blocks = new Block[16];
    private WindowState[] _states = new WindowState[64];
    private QuantileSketch?[] _sketches = [];
    private readonly QuantileSketch _oneValue = new();
    private double[] _singles = [];
    private WindowState[] _scratch = [];
    private int _taken;
    private int _singlesTaken;

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
        _singlesTaken = 0;
        (StartNanos, EndNanos, Closed) = (startNanos, endNanos, closed);
    }

    public int OwnerAt(int block) => _blocks[block].Owner;

    public MetricLayout LayoutAt(int block) => _blocks[block].Layout;

    /// <summary>Of a block of one message a copy that is valid until the next call; only others may be changed through it.</summary>
    public Span<WindowState> StatesAt(int block)
    {
        ref var at = ref _blocks[block];
        if (!at.IsSingle)
        {
            return _states.AsSpan(at.First, at.Layout.Count);
        }

        if (_scratch.Length < at.Layout.Count)
        {
            _scratch = new WindowState[at.Layout.Count];
        }

        var states = _scratch.AsSpan(0, at.Layout.Count);
        for (var position = 0; position < states.Length; position++)
        {
            states[position] = SingleAt(at, position);
        }

        return states;
    }

    public WindowState StateAt(int block, int position) =>
        _blocks[block].IsSingle ? SingleAt(_blocks[block], position) : _states[_blocks[block].First + position];

    /// <returns>The sketch of a position, or null where none was begun. Of a block of one message it is valid until the next call.</returns>
    public QuantileSketch? SketchAt(int block, int position)
    {
        ref var at = ref _blocks[block];
        if (!at.IsSingle)
        {
            return at.First + position < _sketches.Length ? _sketches[at.First + position] : null;
        }

        if (!at.Layout.KeepsPercentiles(position) || double.IsNaN(_singles[at.FirstSingle + position]))
        {
            return null;
        }

        _oneValue.Clear();
        _oneValue.Add(_singles[at.FirstSingle + position]);
        return _oneValue;
    }

    /// <returns>The owner's block, or -1.</returns>
    public int Find(int owner) => owner < _blockOf.Length ? _blockOf[owner] - 1 : -1;

    /// <returns>The owner's block, with room for all of the layout's metrics.</returns>
    public int FindOrAdd(int owner, MetricLayout layout)
    {
        var block = Find(owner);
        if (block < 0)
        {
            return Append(owner, layout, Take(layout.Count), 0);
        }

        if (_blocks[block].IsSingle)
        {
            MakeStates(block);
        }

        if (_blocks[block].Layout.Count < layout.Count)
        {
            Widen(block, layout);
        }

        return block;
    }

    /// <summary>Like <see cref="FindOrAdd"/>, for a message of the owner: its first one here is kept as it is.</summary>
    public int FindOrAddMessage(int owner, MetricLayout layout, int offsetMs)
    {
        var block = Find(owner);
        if (block < 0)
        {
            return Append(owner, layout, ~TakeSingles(layout.Count), offsetMs);
        }

        var at = _blocks[block];
        return at.IsSingle && at.OffsetMs == offsetMs && at.Layout.Count >= layout.Count ? block : FindOrAdd(owner, layout);
    }

    public void Add(int block, int position, double value, int offsetMs)
    {
        if (_blocks[block].IsSingle)
        {
            ref var single = ref _singles[_blocks[block].FirstSingle + position];
            if (double.IsNaN(single) && _blocks[block].OffsetMs == offsetMs)
            {
                single = value;
                return;
            }

            MakeStates(block);
        }

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

    private int Append(int owner, MetricLayout layout, int first, int offsetMs)
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
        _blocks[BlockCount] = new Block(owner, layout, first, offsetMs);
        _blockOf[owner] = ++BlockCount;
        return BlockCount - 1;
    }

    // Once in the life of a source and frame, when the source sends a metric for the first time; the old place stays unused.
    private void Widen(int block, MetricLayout layout)
    {
        var old = _blocks[block];
        StateCount += layout.Count - old.Layout.Count;
        var first = Take(layout.Count);
        _blocks[block] = new Block(old.Owner, layout, first, 0);
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
            Array.Resize(ref _states, Larger(_taken, _states.Length));
        }

        return first;
    }

    private int TakeSingles(int count)
    {
        var first = _singlesTaken;
        _singlesTaken += count;
        if (_singlesTaken > _singles.Length)
        {
            Array.Resize(ref _singles, Larger(_singlesTaken, _singles.Length));
        }

        _singles.AsSpan(first, count).Fill(double.NaN);
        return first;
    }

    // By quarters: of a hundred thousand devices half of the room would stand empty after a doubling.
    private static int Larger(int least, int length) => Math.Max(Math.Max(least, 64), length + (length / 4));

    private WindowState SingleAt(in Block at, int position)
    {
        var state = default(WindowState);
        var value = _singles[at.FirstSingle + position];
        if (!double.IsNaN(value))
        {
            state.Add(value, at.OffsetMs);
        }

        return state;
    }

    // The values' old place stays unused until the frame's time is over.
    private void MakeStates(int block)
    {
        var old = _blocks[block];
        var first = Take(old.Layout.Count);
        _blocks[block] = new Block(old.Owner, old.Layout, first, 0);
        for (var position = 0; position < old.Layout.Count; position++)
        {
            var value = _singles[old.FirstSingle + position];
            if (!double.IsNaN(value))
            {
                Add(block, position, value, old.OffsetMs);
            }
        }
    }

    private QuantileSketch SketchFor(int state)
    {
        if (state >= _sketches.Length)
        {
            Array.Resize(ref _sketches, Larger(state + 1, _sketches.Length));
        }

        return _sketches[state] ??= new QuantileSketch();
    }

    /// <param name="First">Index of its first state; of a block of one message the complement of its first value's.</param>
    /// <param name="OffsetMs">Of that message, from the window's start.</param>
    private readonly record struct Block(int Owner, MetricLayout Layout, int First, int OffsetMs)
    {
        public bool IsSingle => First < 0;

        public int FirstSingle => ~First;
    }
}
