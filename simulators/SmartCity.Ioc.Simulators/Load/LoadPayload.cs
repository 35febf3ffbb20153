using System.Buffers.Text;
using System.Text;

namespace SmartCity.Ioc.Simulators.Load;

/// <summary>
/// A payload of CONTRACT's form, made without a serializer so that the generator is not what a measurement measures: time, counter, two
/// values that move, and an attribute that fills it up to the size.
/// </summary>
internal sealed class LoadPayload
{
    /// <summary>Time, counter and values at their longest, and the empty attribute.</summary>
    public const int Shortest = 96;

    private readonly byte[] _bytes;
    private readonly int _size;

    public LoadPayload(int size)
    {
        _size = Math.Max(size, Shortest);
        _bytes = new byte[_size];
    }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Write(long timestampMillis, long sequence)
    {
        var span = _bytes.AsSpan();
        var at = Copy("{\"ts\":"u8, span, 0);
        at = Number(timestampMillis, span, at);
        at = Copy(",\"seq\":"u8, span, at);
        at = Number(sequence, span, at);
        // Between 20.0 and 59.9, another one each time, far from any alert.
        at = Copy(",\"pm25\":"u8, span, at);
        at = Number(20 + (sequence * 7 % 40), span, at);
        at = Copy("."u8, span, at);
        at = Number(sequence % 10, span, at);
        at = Copy(",\"temp\":29.4,\"pad\":\""u8, span, at);
        span[at..(_size - 2)].Fill((byte)'x');
        Copy("\"}"u8, span, _size - 2);
        return _bytes;
    }

    public override string ToString() => Encoding.UTF8.GetString(_bytes);

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> span, int at)
    {
        text.CopyTo(span[at..]);
        return at + text.Length;
    }

    private static int Number(long value, Span<byte> span, int at)
    {
        Utf8Formatter.TryFormat(value, span[at..], out var written);
        return at + written;
    }
}
