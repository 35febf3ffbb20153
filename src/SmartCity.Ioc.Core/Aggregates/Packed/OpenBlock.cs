namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>
/// One owner's block of a frame, unpacked: where its states are looked at and changed. A level has one, and packs what was changed when the next
/// block is opened.
/// </summary>
internal sealed class OpenBlock
{
    private readonly WindowState[] _states = new WindowState[MetricLayout.MaxMetrics];
    private readonly QuantileSketch?[] _sketches = new QuantileSketch?[MetricLayout.MaxMetrics];
    private byte[] _bytes = new byte[1024];
    private PackedFrame? _frame;

    public int Owner { get; private set; }

    public MetricLayout Layout { get; private set; } = null!;

    /// <summary>It differs from what its frame holds.</summary>
    public bool IsChanged { get; set; }

    public Span<WindowState> States => _states.AsSpan(0, Layout.Count);

    public bool Holds(PackedFrame frame, int owner) => ReferenceEquals(_frame, frame) && Owner == owner;

    /// <summary>Becomes an empty block of the owner; the one before is packed.</summary>
    public void Begin(PackedFrame frame, int owner, MetricLayout layout)
    {
        Flush();
        (_frame, Owner, Layout) = (frame, owner, layout);
        ClearFrom(0);
    }

    /// <summary>Makes room for the metrics of a longer layout.</summary>
    public void Widen(MetricLayout layout)
    {
        var from = Layout.Count;
        Layout = layout;
        ClearFrom(from);
        IsChanged = true;
    }

    /// <summary>Packs what was changed into its frame.</summary>
    public void Flush()
    {
        if (IsChanged)
        {
            IsChanged = false;
            _frame!.Store(this);
        }
    }

    /// <summary>Lets go of the frame's block, as it is changed or emptied otherwise.</summary>
    /// <param name="owner">Only that owner's; null for any.</param>
    public void Forget(PackedFrame frame, int? owner = null)
    {
        if (ReferenceEquals(_frame, frame) && (owner is null || owner == Owner))
        {
            _frame = null;
            IsChanged = false;
        }
    }

    public void Add(int position, double value, int offsetMs)
    {
        _states[position].Add(value, offsetMs);
        if (Layout.KeepsPercentiles(position))
        {
            SketchAt(position).Add(value);
        }
    }

    public void Merge(int position, in WindowState state, QuantileSketch? sketch, int shiftMs)
    {
        _states[position].Merge(state, shiftMs);
        if (sketch is not null && Layout.KeepsPercentiles(position))
        {
            SketchAt(position).Merge(sketch);
        }
    }

    public QuantileSketch? SketchOf(int position) =>
        Layout.KeepsPercentiles(position) && _states[position].Count > 0 ? SketchAt(position) : null;

    /// <returns>The states' packed form, valid until the next call.</returns>
    public ReadOnlySpan<byte> Pack()
    {
        Reach((Layout.Count * StateCodec.MostBytes) + 16);
        var writer = new BitWriter(_bytes);
        StateCodec.Pack(ref writer, States, Layout);
        var used = writer.Finish();
        for (var position = 0; position < Layout.Count; position++)
        {
            if (SketchOf(position) is { } sketch)
            {
                Reach(used + sketch.MostPackedBytes);
                used += sketch.Pack(_bytes.AsSpan(used));
            }
        }

        return _bytes.AsSpan(0, used);
    }

    public void Unpack(ReadOnlySpan<byte> packed)
    {
        var reader = new BitReader(Padded(packed));
        StateCodec.Unpack(ref reader, States);
        var at = reader.BytesRead;
        for (var position = 0; position < Layout.Count; position++)
        {
            if (SketchOf(position) is { } sketch)
            {
                at += sketch.Unpack(packed[at..]);
            }
        }
    }

    /// <returns>A copy behind which <see cref="BitReader.MostBehind"/> bytes can be read.</returns>
    public ReadOnlySpan<byte> Padded(ReadOnlySpan<byte> packed)
    {
        Reach(packed.Length + BitReader.MostBehind);
        packed.CopyTo(_bytes);
        return _bytes;
    }

    private QuantileSketch SketchAt(int position) => _sketches[position] ??= new QuantileSketch();

    private void ClearFrom(int position)
    {
        States[position..].Clear();
        for (var i = position; i < Layout.Count; i++)
        {
            _sketches[i]?.Clear();
        }
    }

    private void Reach(int bytes)
    {
        if (bytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(bytes, _bytes.Length * 2));
        }
    }
}
