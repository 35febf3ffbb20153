using System.Buffers;

namespace SmartCity.Ioc.Push.Encoding;

/// <summary>Joins encoded items into one JSON array.</summary>
/// <param name="capacity">Bytes, where it is known how many there will be.</param>
internal sealed class ArrayFragment(int capacity = 4096)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(capacity);

    public static ReadOnlyMemory<byte> Empty { get; } = "[]"u8.ToArray();

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> item)
    {
        var target = _buffer.GetSpan(item.Length + 1);
        target[0] = Count++ == 0 ? (byte)'[' : (byte)',';
        item.CopyTo(target[1..]);
        _buffer.Advance(item.Length + 1);
    }

    /// <summary>The array; nothing may be added afterwards.</summary>
    public ReadOnlyMemory<byte> End()
    {
        if (Count == 0)
        {
            return Empty;
        }

        _buffer.GetSpan(1)[0] = (byte)']';
        _buffer.Advance(1);
        return _buffer.WrittenMemory;
    }
}
