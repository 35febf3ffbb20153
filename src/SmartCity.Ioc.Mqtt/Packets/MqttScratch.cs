using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>
/// Memory for a packet that lies across buffer segments. One per connection: it holds nothing between packets. What was decoded with its
/// help points into it until <see cref="Release"/>.
/// </summary>
public sealed class MqttScratch : IDisposable
{
    private byte[]? _rented;

    /// <summary>The sequence in one piece, in place where it already is.</summary>
    internal ReadOnlySpan<byte> Linear(ReadOnlySequence<byte> sequence)
    {
        if (sequence.IsSingleSegment)
        {
            return sequence.FirstSpan;
        }

        Release();
        var length = (int)sequence.Length;
        _rented = ArrayPool<byte>.Shared.Rent(length);
        sequence.CopyTo(_rented);
        return _rented.AsSpan(0, length);
    }

    /// <summary>Gives the memory back after a packet has been dealt with.</summary>
    public void Release()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public void Dispose() => Release();
}
