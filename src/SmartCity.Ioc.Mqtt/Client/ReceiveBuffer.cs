using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>
/// One array that the socket reads into and packets are decoded from in place. It starts small, since most clients of a simulator hear
/// only acknowledgements, and doubles while reads fill it or a packet does not fit.
/// </summary>
internal sealed class ReceiveBuffer(int target)
{
    private byte[] _bytes = new byte[Math.Min(2048, target)];
    private int _start;
    private int _end;
    private bool _filled;

    public ReadOnlySequence<byte> Unread => new(_bytes, _start, _end - _start);

    public void Consume(long count) => _start += (int)count;

    /// <summary>Free space for the next read: at least half of the array.</summary>
    /// <param name="needed">The whole length of the packet at the head as far as it is known, else 0.</param>
    public Memory<byte> Free(int needed)
    {
        var unread = _end - _start;
        var size = _bytes.Length;
        if (_filled && size < target)
        {
            size *= 2;
        }

        while (size < needed || size - unread < size / 2)
        {
            size *= 2;
        }

        if (size > _bytes.Length)
        {
            var larger = new byte[size];
            _bytes.AsSpan(_start, unread).CopyTo(larger);
            _bytes = larger;
            (_start, _end) = (0, unread);
        }
        else if (_start > 0)
        {
            _bytes.AsSpan(_start, unread).CopyTo(_bytes);
            (_start, _end) = (0, unread);
        }

        return _bytes.AsMemory(_end);
    }

    public void Received(int count)
    {
        _filled = _end + count == _bytes.Length;
        _end += count;
    }
}
