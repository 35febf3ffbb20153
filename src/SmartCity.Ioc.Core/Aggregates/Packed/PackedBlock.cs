namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>What a frame holds of an owner, as it lies there: a head of the layout and the length as short numbers, with the marks between them, and
/// the content.</summary>
internal ref struct PackedBlock
{
    public const int MostHeadBytes = 11;

    public MetricLayout Layout;

    /// <summary>What the content is.</summary>
    public byte Marks;

    public ReadOnlySpan<byte> Content;

    /// <summary>The content and whatever lies behind it.</summary>
    public ReadOnlySpan<byte> ToPageEnd;

    /// <summary>With its head.</summary>
    public int TotalBytes;

    /// <summary>How many messages there are, of a block without states.</summary>
    public readonly int Messages => Marks;

    /// <returns>How many bytes were written.</returns>
    public static int WriteHead(Span<byte> target, MetricLayout layout, byte marks, int length)
    {
        var at = Varint.Write(target, (uint)layout.Id);
        target[at++] = marks;
        return at + Varint.Write(target[at..], (uint)length);
    }

    /// <param name="bytes">From the block's beginning to its page's end.</param>
    public static PackedBlock Read(ReadOnlySpan<byte> bytes, IReadOnlyList<MetricLayout> layouts)
    {
        var at = Varint.Read(bytes, out var layout);
        var marks = bytes[at++];
        at += Varint.Read(bytes[at..], out var length);
        return new PackedBlock
        {
            Layout = layouts[(int)layout],
            Marks = marks,
            Content = bytes.Slice(at, (int)length),
            ToPageEnd = bytes[at..],
            TotalBytes = at + (int)length,
        };
    }
}
