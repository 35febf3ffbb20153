using System.Buffers.Binary;

namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>
/// A frame of devices: many owners with few readings each, packed to some 30 bytes for a message and 12 bytes a metric for more of them. As long
/// as an owner has a few messages in the window they are kept as they came, and states are made where somebody looks at them.
/// </summary>
internal sealed class PackedFrame(IReadOnlyList<MetricLayout> layouts, PagePool pool) : WindowFrame
{
    /// <summary>Owners whose blocks are read at once.</summary>
    public const int ReadAhead = 64;

    // Eight messages of a layout take about as much as its states; with percentiles, which take more, sixteen.
    private const int MostMessages = 8;
    private const int MostMessagesWithPercentiles = 16;

    // Bytes in it and what they are; its layout and, where it may have room to spare, the slot's size in grains.
    private const int HeadBytes = 8;
    private const int LowBits = 24;
    private const int LowMask = (1 << LowBits) - 1;
    private const byte States = 0x80;
    private const int MostGrains = byte.MaxValue;

    private readonly BlockArena _arena = new(pool);
    private readonly byte[] _message = new byte[HeadBytes + MessageCodec.MostBytes(MetricLayout.MaxMetrics) + 8];
    private int[] _handles = [];
    private int[] _owners = new int[16];
    private int _ownerCount;
    private OpenBlock _open = null!;
    private bool _keepsMessages;
    private int _seen;

    public override int OwnerCount => _ownerCount;

    public override int OwnerAt(int number) => _owners[number];

    public override bool Contains(int owner) => owner < _handles.Length && _handles[owner] != 0;

    public override MetricLayout LayoutOf(int owner) => _open.Holds(this, owner) ? _open.Layout : BlockOf(owner).Layout;

    public override ReadOnlySpan<WindowState> StatesOf(int owner)
    {
        Open(owner);
        return _open.States;
    }

    public override QuantileSketch? SketchOf(int owner, int position)
    {
        Open(owner);
        return _open.SketchOf(position);
    }

    /// <summary>Gives the frame the place where its level opens blocks.</summary>
    /// <param name="lengthNanos">How long its windows are.</param>
    public void Attach(OpenBlock open, long lengthNanos)
    {
        _open = open;
        _keepsMessages = lengthNanos <= MessageCodec.LongestMs * 1_000_000L;
    }

    /// <summary>Where the owner's block is, or 0.</summary>
    public int Peek(int owner) => owner < _handles.Length ? _handles[owner] : 0;

    /// <summary>A byte of the owner's block, or 0.</summary>
    public int PeekBlock(int owner) => Peek(owner) is var handle and not 0 ? _arena.At(handle)[0] : 0;

    /// <summary>Reads a byte of the next <see cref="ReadAhead"/> owners' blocks, like CacheAhead.</summary>
    public void Read(int from)
    {
        var owners = _owners.AsSpan(from, Math.Min(ReadAhead, _ownerCount - from));
        var seen = 0;
        foreach (var owner in owners)
        {
            seen += Peek(owner);
        }

        foreach (var owner in owners)
        {
            seen += PeekBlock(owner);
        }

        Volatile.Write(ref _seen, seen);
    }

    /// <summary>Adds a message of the owner.</summary>
    /// <param name="layout">The owner's.</param>
    /// <param name="values">By position in the layout; NaN where there is none.</param>
    public void AddMessage(int owner, MetricLayout layout, ReadOnlySpan<double> values, int offsetMs)
    {
        if (_keepsMessages && IsRaw(owner, out var block) && block.Messages < Most(layout))
        {
            var length = MessageCodec.Write(_message, offsetMs, values, layout);
            Append(owner, layout, block, 1, _message.AsSpan(0, length), expected: 1);
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
        // Messages that will be too many soon would only leave a slot behind that states do not fill.
        if (!_keepsMessages || !shorter.IsRaw(owner, out var taken) || !IsRaw(owner, out var block)
            || Math.Max(block.Messages + taken.Messages, Contains(owner) ? 0 : taken.Messages * expected) > Most(layout))
        {
            return false;
        }

        var added = Append(owner, layout, block, taken.Messages, taken.Content, expected);
        while (added.Length > 0)
        {
            MessageCodec.Shift(added, shiftMs);
            added = added[MessageCodec.Length(added)..];
        }

        return true;
    }

    public override void Add(int owner, MetricLayout layout, int position, double value, int offsetMs)
    {
        Open(owner, layout);
        _open.Add(position, value, offsetMs);
        _open.IsChanged = true;
    }

    public override void Merge(int owner, MetricLayout layout, int position, in WindowState state, QuantileSketch? sketch, int shiftMs)
    {
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
    public void Store(OpenBlock block)
    {
        // A slot that is outgrown is lost to all but blocks of its size, so there is room for what owners like this one come to, and for more
        // where this one has more.
        var bytes = block.Pack();
        var usual = block.Usual(bytes.Length);
        var spare = usual < 4 * bytes.Length ? usual - bytes.Length : 0;
        Put(block.Owner, block.Layout, States, bytes, Math.Max(spare, bytes.Length / (block.Layout.HasPercentiles ? 4 : 8)));
    }

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
        Put(owner, layout, marks, packed, spare: 0);
    }

    protected override void Clear()
    {
        _open?.Forget(this);
        foreach (var owner in _owners.AsSpan(0, _ownerCount))
        {
            _handles[owner] = 0;
        }

        _ownerCount = 0;
        _arena.Clear();
    }

    private static int Most(MetricLayout layout) => layout.HasPercentiles ? MostMessagesWithPercentiles : MostMessages;

    private static int Rounded(int bytes) => (bytes + BlockArena.Grain - 1) & -BlockArena.Grain;

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
            Put(owner, layout, 0, [], spare: 0);
        }

        Open(owner);
        if (_open.Layout.Count < layout.Count)
        {
            StateCount += layout.Count - _open.Layout.Count;
            _open.Widen(layout);
        }
    }

    private void OpenMessages(in Block block)
    {
        Span<double> values = stackalloc double[MetricLayout.MaxMetrics];
        var rest = _open.Padded(block.Content);
        for (var left = block.Messages; left > 0; left--)
        {
            var offsetMs = MessageCodec.OffsetMs(rest);
            rest = rest[MessageCodec.Read(rest, values, out var positions)..];
            for (var position = 0; position < positions; position++)
            {
                if (!double.IsNaN(values[position]))
                {
                    _open.Add(position, values[position], offsetMs);
                }
            }
        }
    }

    // Whether the owner has messages here, or nothing yet.
    private bool IsRaw(int owner, out Block block)
    {
        if (_open.Holds(this, owner))
        {
            _open.Flush();
        }

        block = Contains(owner) ? BlockOf(owner) : default;
        return (block.Marks & States) == 0;
    }

    private Block BlockOf(int owner)
    {
        var slot = _arena.At(_handles[owner]);
        var sizes = BinaryPrimitives.ReadUInt32LittleEndian(slot);
        var layout = BinaryPrimitives.ReadUInt32LittleEndian(slot[4..]);
        var used = (int)(sizes & LowMask);
        var grains = (int)(layout >> LowBits);
        return new Block
        {
            Layout = layouts[(int)(layout & LowMask)],
            Marks = (byte)(sizes >> LowBits),
            Content = slot.Slice(HeadBytes, used),
            SlotBytes = grains > 0 ? grains * BlockArena.Grain : Rounded(HeadBytes + used),
        };
    }

    // Behind the messages that are there; returns where the new ones stand.
    private Span<byte> Append(int owner, MetricLayout layout, in Block block, int messages, scoped ReadOnlySpan<byte> bytes, int expected)
    {
        _open.Forget(this, owner);
        if (!Contains(owner))
        {
            StateCount += layout.Count;
            return Put(owner, layout, (byte)messages, bytes, spare: bytes.Length * (expected - 1));
        }

        var wider = block.Layout.Count < layout.Count ? layout : block.Layout;
        StateCount += wider.Count - block.Layout.Count;
        var used = block.Content.Length;
        if (HeadBytes + used + bytes.Length > block.SlotBytes)
        {
            Span<byte> all = stackalloc byte[used + bytes.Length];
            block.Content.CopyTo(all);
            bytes.CopyTo(all[used..]);
            return Put(owner, wider, (byte)(block.Messages + messages), all, spare: bytes.Length)[used..];
        }

        var slot = _arena.At(_handles[owner]);
        bytes.CopyTo(slot[(HeadBytes + used)..]);
        WriteHead(slot, wider, (byte)(block.Messages + messages), used + bytes.Length, block.SlotBytes / BlockArena.Grain);
        return slot.Slice(HeadBytes + used, bytes.Length);
    }

    // Into the owner's slot, or one that is large enough; returns where the bytes stand.
    private Span<byte> Put(int owner, MetricLayout layout, byte marks, scoped ReadOnlySpan<byte> bytes, int spare)
    {
        var handle = owner < _handles.Length ? _handles[owner] : 0;
        if (handle == 0)
        {
            Join(owner);
        }

        var needed = Rounded(HeadBytes + bytes.Length);
        var slotBytes = handle == 0 ? 0 : BlockOf(owner).SlotBytes;
        if (needed > slotBytes)
        {
            if (handle != 0)
            {
                _arena.Free(handle, slotBytes);
            }

            slotBytes = Rounded(HeadBytes + bytes.Length + spare);
            slotBytes = slotBytes > MostGrains * BlockArena.Grain ? needed : slotBytes;
            _handles[owner] = _arena.Take(slotBytes);
        }

        var grains = slotBytes / BlockArena.Grain;
        var slot = _arena.At(_handles[owner]);
        bytes.CopyTo(slot[HeadBytes..]);
        WriteHead(slot, layout, marks, bytes.Length, grains);
        return slot.Slice(HeadBytes, bytes.Length);
    }

    private static void WriteHead(Span<byte> slot, MetricLayout layout, byte marks, int used, int grains)
    {
        var shown = grains <= MostGrains ? (uint)grains : 0;
        BinaryPrimitives.WriteUInt32LittleEndian(slot, (uint)used | ((uint)marks << LowBits));
        BinaryPrimitives.WriteUInt32LittleEndian(slot[4..], (uint)layout.Id | (shown << LowBits));
    }

    private void Join(int owner)
    {
        if (owner >= _handles.Length)
        {
            Array.Resize(ref _handles, Math.Max(owner + 1, _handles.Length + (_handles.Length / 4)));
        }

        if (_ownerCount == _owners.Length)
        {
            Array.Resize(ref _owners, _ownerCount + Math.Max(16, _ownerCount / 4));
        }

        _owners[_ownerCount++] = owner;
    }

    private ref struct Block
    {
        public MetricLayout Layout;
        public byte Marks;
        public ReadOnlySpan<byte> Content;
        public int SlotBytes;

        /// <summary>How many messages there are, of a block without states.</summary>
        public readonly int Messages => Marks;
    }
}
