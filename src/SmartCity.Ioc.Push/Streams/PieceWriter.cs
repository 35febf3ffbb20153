using System.Buffers;
using System.Buffers.Text;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>
/// Writes bytes in pieces of bounded size. A transport hands each piece on for itself: a first frame of many megabytes is then in memory
/// once and not once more on each step of its way.
/// </summary>
/// <param name="expected">About how many bytes will follow, so that a small frame asks for little and is one piece.</param>
internal ref struct PieceWriter(IBufferWriter<byte> output, long expected)
{
    // A tick's frame of a large wall (25 KiB) is one piece.
    private const int Largest = 32 * 1024;
    private const int Smallest = 512;

    // The longest number's text, with room.
    private const int LongestNumber = 32;

    private Span<byte> _piece;
    private int _used;
    private long _written;

    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == _piece.Length)
            {
                Next();
            }

            var part = bytes[..Math.Min(bytes.Length, _piece.Length - _used)];
            part.CopyTo(_piece[_used..]);
            _used += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>Of ASCII alone.</summary>
    public void Ascii(string text)
    {
        Span<byte> bytes = stackalloc byte[128];
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var part = rest[..Math.Min(rest.Length, bytes.Length)];
            Raw(bytes[..System.Text.Encoding.ASCII.GetBytes(part, bytes)]);
            rest = rest[part.Length..];
        }
    }

    public void Number(long value)
    {
        Span<byte> text = stackalloc byte[LongestNumber];
        Utf8Formatter.TryFormat(value, text, out var length);
        Raw(text[..length]);
    }

    public void Number(double value)
    {
        Span<byte> text = stackalloc byte[LongestNumber];
        Utf8Formatter.TryFormat(value, text, out var length);
        Raw(text[..length]);
    }

    public void Base64(ReadOnlySpan<byte> bytes)
    {
        // Whole groups of three, so that padding stands at the end alone.
        const int Group = 3 * 1024;
        Span<byte> text = stackalloc byte[4 * 1024];
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(Group, bytes.Length)];
            System.Buffers.Text.Base64.EncodeToUtf8(part, text, out _, out var length);
            Raw(text[..length]);
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>Nothing may be written afterwards.</summary>
    public readonly void End() => output.Advance(_used);

    private void Next()
    {
        output.Advance(_used);
        _written += _used;
        _piece = output.GetSpan((int)Math.Clamp(expected - _written, Smallest, Largest));
        _used = 0;
    }
}
