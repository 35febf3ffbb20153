using System.Buffers;
using System.IO.Pipelines;
using SmartCity.Ioc.Mqtt.Transport;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>
/// What waits for one socket. Anyone may write, under <see cref="Gate"/>; one flush at a time carries it on. Between flushes it holds no
/// memory, so an idle connection costs nothing here. Who bounds it: publishers look at <see cref="IsClogged"/> and queue instead, and the
/// connection stops reading its peer, so that answers stop as well.
/// </summary>
internal sealed class OutboundBuffer(PipeWriter pipe, TimeProvider time, int maximumBytes) : IBufferWriter<byte>, IRoundEnd
{
    private byte[]? _buffer;
    private int _length;
    private bool _flushing;
    private bool _held;
    private bool _closed;
    private bool _dirty;
    private long _flushStartedAt;
    private TaskCompletionSource? _idle;

    public Lock Gate { get; } = new();

    /// <summary>Called after each piece that the socket took, outside all locks: more may be written.</summary>
    public Action? Drained { get; set; }

    public bool IsClogged => Volatile.Read(ref _length) >= maximumBytes;

    /// <summary>The socket has not yet taken what was given to it.</summary>
    public bool IsFlushing => Volatile.Read(ref _flushStartedAt) != 0;

    /// <summary>How long the socket has taken nothing; zero when nothing waits.</summary>
    public TimeSpan StalledFor => Volatile.Read(ref _flushStartedAt) is var at and not 0 ? time.GetElapsedTime(at) : TimeSpan.Zero;

    /// <summary>The connection is in a read batch: what is written goes out at its end, in one piece.</summary>
    public void Hold()
    {
        lock (Gate)
        {
            _held = true;
        }
    }

    public void ReleaseAndFlush()
    {
        lock (Gate)
        {
            _held = false;
        }

        Flush();
    }

    /// <summary>True for the first who marks it: that one flushes at the end of its batch, for all.</summary>
    public bool MarkDirty()
    {
        lock (Gate)
        {
            var first = !_dirty;
            _dirty = true;
            return first;
        }
    }

    /// <summary>
    /// Flushes at the end of the loop's round where the calling thread is a loop's: a subscriber then gets in one piece what all the
    /// connections that were ready together have published.
    /// </summary>
    public void FlushAtRoundEnd()
    {
        if (!ReadinessLoop.TryDefer(this))
        {
            Flush();
        }
    }

    void IRoundEnd.OnRoundEnd() => Flush();

    public void Flush()
    {
        byte[] piece;
        int length;
        lock (Gate)
        {
            _dirty = false;
            if (_flushing || _held || !TryTake(out piece, out length))
            {
                return;
            }

            _flushing = true;
        }

        _ = FlushAsync(piece, length);
    }

    /// <summary>Completes when everything written so far has left or nothing ever will.</summary>
    public Task WhenIdleAsync()
    {
        lock (Gate)
        {
            if (!_flushing || _closed)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>From here on whatever is written goes nowhere.</summary>
    public void Close()
    {
        lock (Gate)
        {
            _closed = true;
            _length = 0;
            ReturnBuffer();
            _idle?.TrySetResult();
        }
    }

    public void Advance(int count) => _length = _closed ? 0 : _length + count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private void Grow(int count)
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(count, 256));
        }
        else if (_buffer.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + count));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }

    private bool TryTake(out byte[] piece, out int length)
    {
        length = _length;
        if (_closed || _length == 0)
        {
            piece = [];
            return false;
        }

        piece = _buffer!;
        _buffer = null;
        _length = 0;
        return true;
    }

    private async Task FlushAsync(byte[] piece, int length)
    {
        while (true)
        {
            var isOver = false;
            try
            {
                Volatile.Write(ref _flushStartedAt, time.GetTimestamp());
                var result = await pipe.WriteAsync(piece.AsMemory(0, length));
                isOver = result.IsCompleted;
            }
            catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException or ObjectDisposedException)
            {
                // The peer is gone; the read loop learns of it by itself.
                isOver = true;
            }

            ArrayPool<byte>.Shared.Return(piece);
            Volatile.Write(ref _flushStartedAt, 0);
            if (!isOver)
            {
                Drained?.Invoke();
            }

            lock (Gate)
            {
                _closed |= isOver;
                if (!TryTake(out piece, out length))
                {
                    _flushing = false;
                    _idle?.TrySetResult();
                    _idle = null;
                    return;
                }
            }
        }
    }

    private void ReturnBuffer()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
