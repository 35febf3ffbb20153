using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>
/// A frame of devices: many owners with few readings each, packed to some 15 bytes for a message and 12 bytes a metric for more of them. As long
/// as an owner has a few messages in the window they are kept as they came, and states are made where somebody looks at them.
/// </summary>
/// <param name="order">Its owners stand in this order.</param>
internal sealed class PackedFrame(IReadOnlyList<MetricLayout> layouts, SourceOrder order, PagePool pool) : WindowFrame
{
    // Eight messages of a layout take about as much as its states; with percentiles, which take more, sixteen. Where messages come in, one by one,
    // twelve: a window of 10 s of a device that speaks each second is then never packed.
    private const int MostMessages = 8;
    private const int MostIncomingMessages = 12;
    private const int MostMessagesWithPercentiles = 16;

    // What a block's marks say: that many messages, or states.
    private const byte States = 0x80;

    // A few messages, or the states of eight metrics.
    private const int UsualBytes = 192;

    private readonly BlockArena _arena = new(pool);
    private readonly byte[] _message = new byte[MessageCodec.MostBytes(MetricLayout.MaxMetrics)];
    private int[] _handles = [];
    private int _ownerCount;
    private OpenBlock _open = null!;
    private bool _keepsMessages;
    private bool _isShortest;

    public override int OwnerCount => _ownerCount;

    public override bool Contains(int owner) => Peek(owner) != 0;

    public override int Owners(ref int cursor, Span<int> owners)
    {
        var found = 0;
        for (; found < owners.Length && cursor < order.Count; cursor++)
        {
            // What is found must not wait for what was: each look is a cache miss.
            var owner = order[cursor];
            owners[found] = owner;
            found += Contains(owner) ? 1 : 0;
        }

        for (var next = cursor; next < Math.Min(cursor + owners.Length, order.Count); next++)
        {
            Ask(order[next]);
        }

        return found;
    }

    public override MetricLayout LayoutOf(int owner) => _open.Holds(this, owner) ? _open.Layout : BlockOf(owner).Layout;

    public override ReadOnlySpan<WindowState> StatesOf(int owner)
    {
        Open(owner);
        return _open.States;
    }

    /// <summary>Reads the owner's readings where they are one message and no percentiles are kept.</summary>
    /// <param name="values">Gets them by position, NaN where there is none.</param>
    /// <param name="count">How many positions there are.</param>
    public bool TryReadSingle(int owner, MetricLayout layout, Span<double> values, out int count)
    {
        count = 0;
        if (layout.HasPercentiles || !IsRaw(owner, out var block) || block.Messages != 1)
        {
            return false;
        }

        var reader = new MessageReader(Readable(block));
        reader.Next();
        count = reader.Read(values).Length;
        return true;
    }

    public override QuantileSketch? SketchOf(int owner, int position)
    {
        Open(owner);
        return _open.SketchOf(position);
    }

    /// <summary>Gives the frame the place where its level opens blocks.</summary>
    /// <param name="lengthNanos">How long its windows are.</param>
    /// <param name="isShortest">Whether messages come in here; otherwise what shorter windows hold does, one owner after the other.</param>
    public void Attach(OpenBlock open, long lengthNanos, bool isShortest)
    {
        (_open, _isShortest) = (open, isShortest);
        _keepsMessages = lengthNanos <= MessageCodec.LongestMs * 1_000_000L;
    }

    /// <summary>Where the owner's block is, or 0.</summary>
    public int Peek(int owner) => owner < _handles.Length ? _handles[owner] : 0;

    /// <summary>Asks for where the owner's block is.</summary>
    public void Ask(int owner)
    {
        if (owner < _handles.Length)
        {
            CacheLines.Ask(ref _handles[owner]);
        }
    }

    /// <summary>Asks for the owners' blocks.</summary>
    public void Ask(ReadOnlySpan<int> owners)
    {
        foreach (var owner in owners)
        {
            Ask(owner);
        }

        foreach (var owner in owners)
        {
            if (Peek(owner) is var handle and not 0)
            {
                CacheLines.Ask(_arena.At(handle), UsualBytes);
            }
        }
    }

    /// <summary>Adds a message of the owner.</summary>
    /// <param name="layout">The owner's.</param>
    /// <param name="values">By position in the layout; NaN where there is none.</param>
    public void AddMessage(int owner, MetricLayout layout, ReadOnlySpan<double> values, int offsetMs)
    {
        Tidy();
        if (_keepsMessages && IsRaw(owner, out var block) && block.Messages < Most(layout))
        {
            var length = MessageCodec.Write(_message, offsetMs, values, layout);
            Append(owner, layout, block, 1, _message.AsSpan(0, length), shiftMs: 0);
            return;
        }

        Open(owner, layout);
        for (var position = 0; position < values.Length; position++)
        {
            if (!double.IsNaN(values[position]))
            {
                _open.Add(position, values[position], offsetMs);
            }
        }

        _open.IsChanged = true;
    }

    /// <summary>Takes over the messages of an owner that a shorter window kept.</summary>
    /// <param name="expected">How many shorter windows make one of these.</param>
    /// <returns>False where that one, or this one by now, has states.</returns>
    public bool TryTake(PackedFrame shorter, int owner, MetricLayout layout, int shiftMs, int expected)
    {
        Tidy();

        // Messages that will be too many soon would only be packed for nothing.
        if (!_keepsMessages || !shorter.IsRaw(owner, out var taken) || !IsRaw(owner, out var block)
            || Math.Max(block.Messages + taken.Messages, Contains(owner) ? 0 : taken.Messages * expected) > Most(layout))
        {
            return false;
        }

        Append(owner, layout, block, taken.Messages, taken.Content, shiftMs);
        return true;
    }

    public override void Add(int owner, MetricLayout layout, int position, double value, int offsetMs)
    {
        Tidy();
        Open(owner, layout);
        _open.Add(position, value, offsetMs);
        _open.IsChanged = true;
    }

    public override void Merge(int owner, MetricLayout layout, int position, in WindowState state, QuantileSketch? sketch, int shiftMs)
    {
        Tidy();
        Open(owner, layout);
        _open.Merge(position, state, sketch, shiftMs);
        _open.IsChanged = true;
    }

    public override bool MarkDirty(int owner, int position)
    {
        Open(owner);
        ref var state = ref _open.States[position];
        var isNew = !state.IsDirty;
        state.MarkDirty();
        _open.IsChanged |= isNew;
        return isNew;
    }

    public override void Revise(int owner, int position)
    {
        Open(owner);
        _open.States[position].Revise();
        _open.IsChanged = true;
    }

    /// <summary>Takes the changed block back.</summary>
    public void Store(OpenBlock block) => Put(block.Owner, block.Layout, States, block.Pack());

    /// <summary>An owner's bytes, for a checkpoint. Blocks that are open must be closed before.</summary>
    /// <param name="marks">What they are: <see cref="Restore"/> wants to know.</param>
    public ReadOnlySpan<byte> PackedOf(int owner, out byte marks)
    {
        var block = BlockOf(owner);
        marks = block.Marks;
        return block.Content;
    }

    /// <summary>Puts an owner's bytes back.</summary>
    public void Restore(int owner, MetricLayout layout, byte marks, ReadOnlySpan<byte> packed)
    {
        StateCount += layout.Count;
        Put(owner, layout, marks, packed);
    }

    protected override void Clear()
    {
        _open?.Forget(this);
        Array.Clear(_handles);
        _ownerCount = 0;
        _arena.Clear();
    }

    private int Most(MetricLayout layout) =>
        layout.HasPercentiles ? MostMessagesWithPercentiles : _isShortest ? MostIncomingMessages : MostMessages;

    // Opens the owner's block as it is.
    private void Open(int owner)
    {
        if (_open.Holds(this, owner))
        {
            return;
        }

        var block = BlockOf(owner);
        _open.Begin(this, owner, block.Layout);
        if ((block.Marks & States) != 0)
        {
            _open.Unpack(block.Content);
        }
        else
        {
            OpenMessages(block);
        }
    }

    // Opens the owner's block, made where there is none, with room for the layout.
    private void Open(int owner, MetricLayout layout)
    {
        if (!Contains(owner))
        {
            StateCount += layout.Count;
            Put(owner, layout, 0, []);
        }

        Open(owner);
        if (_open.Layout.Count < layout.Count)
        {
            StateCount += layout.Count - _open.Layout.Count;
            _open.Widen(layout);
        }
    }

    private void OpenMessages(in PackedBlock block)
    {
        Span<double> buffer = stackalloc double[MetricLayout.MaxMetrics];
        var reader = new MessageReader(Readable(block));
        for (var left = block.Messages; left > 0; left--)
        {
            reader.Next();
            var values = reader.Read(buffer);
            for (var position = 0; position < values.Length; position++)
            {
                if (!double.IsNaN(values[position]))
                {
                    _open.Add(position, values[position], reader.OffsetMs);
                }
            }
        }
    }

    // Whether the owner has messages here, or nothing yet.
    private bool IsRaw(int owner, out PackedBlock block)
    {
        if (_open.Holds(this, owner))
        {
            _open.Flush();
        }

        block = Contains(owner) ? BlockOf(owner) : default;
        return (block.Marks & States) == 0;
    }

    // With the room behind it that a BitReader wants: near the end of a page there is none, and it reads a copy.
    private ReadOnlySpan<byte> Readable(in PackedBlock block) =>
        block.ToPageEnd.Length >= block.Content.Length + BitReader.MostBehind ? block.ToPageEnd : _open.Padded(block.Content);

    private PackedBlock BlockOf(int owner) => PackedBlock.Read(_arena.At(_handles[owner]), layouts);

    // Behind the messages that are there; codes that are those of the last one are left out.
    private void Append(int owner, MetricLayout layout, in PackedBlock block, int messages, scoped ReadOnlySpan<byte> bytes, int shiftMs)
    {
        _open.Forget(this, owner);
        var last = new MessageReader(block.Content);
        for (var left = block.Messages; left > 0; left--)
        {
            last.Next();
        }

        Span<byte> all = stackalloc byte[block.Content.Length + bytes.Length];
        block.Content.CopyTo(all);
        var used = block.Content.Length;
        var added = new MessageReader(bytes);
        for (var left = messages; left > 0; left--)
        {
            added.Next();
            var isSame = left == messages && block.Messages > 0 && added.Positions == last.Positions && added.Codes.SequenceEqual(last.Codes);
            used += MessageCodec.Copy(bytes[added.At..added.End], all[used..], shiftMs, isSame ? added.Positions : 0);
        }

        var isNew = !Contains(owner);
        var wider = isNew || block.Layout.Count < layout.Count ? layout : block.Layout;
        StateCount += wider.Count - (isNew ? 0 : block.Layout.Count);
        Put(owner, wider, (byte)(block.Messages + messages), all[..used]);
    }

    // Behind all others: what shorter windows bring goes through all owners in their order, and pages that they leave together are free together. A
    // block that is changed for itself stays where it is if it is as long as it was.
    private void Put(int owner, MetricLayout layout, byte marks, scoped ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[PackedBlock.MostHeadBytes];
        var headBytes = PackedBlock.WriteHead(head, layout, marks, bytes.Length);
        var total = headBytes + bytes.Length;
        var handle = Peek(owner);
        if (handle == 0)
        {
            Join(owner);
        }

        var held = handle == 0 ? -1 : BlockOf(owner).TotalBytes;
        if (held != total || !(_isShortest || Closed))
        {
            if (handle != 0)
            {
                _arena.Free(handle, held);
            }

            _handles[owner] = handle = _arena.Take(total);
        }

        var target = _arena.At(handle);
        head[..headBytes].CopyTo(target);
        bytes.CopyTo(target[headBytes..]);
    }

    // Moves what lies in pages that are mostly dead together. Not while somebody holds bytes of a block.
    private void Tidy()
    {
        if (!_arena.IsWasteful)
        {
            return;
        }

        for (var number = 0; number < order.Count; number++)
        {
            var handle = Peek(order[number]);
            if (handle != 0 && _arena.IsSparse(handle))
            {
                var bytes = BlockOf(order[number]).TotalBytes;
                var moved = _arena.Take(bytes);
                _arena.At(handle)[..bytes].CopyTo(_arena.At(moved));
                _arena.Free(handle, bytes);
                _handles[order[number]] = moved;
            }
        }
    }

    private void Join(int owner)
    {
        if (owner >= _handles.Length)
        {
            Array.Resize(ref _handles, Math.Max(owner + 1, _handles.Length + (_handles.Length / 4)));
        }

        order.Meet(owner);
        _ownerCount++;
    }
}
