using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace SmartCity.Ioc.Mqtt.Transport;

/// <summary>
/// A client's socket on a readiness loop of its own: whoever awaits a read runs on at once on the loop's thread, and under load the loop's
/// rest lets what comes gather, so that one read takes many packets. One reader and one writer at a time. A cancelled read or write ends
/// the stream.
/// </summary>
internal sealed class ReadinessStream : Stream, IReadinessSource, IValueTaskSource<int>
{
    private readonly Lock _gate = new();
    private readonly ReadinessLoop _loop;
    private readonly Socket _socket;
    private readonly long _key;
    private readonly int _descriptor;
    private ManualResetValueTaskSourceCore<int> _read;
    private Memory<byte> _buffer;
    private TaskCompletionSource? _writable;
    private bool _isReading;
    private bool _isPaused = true;
    private bool _hasHungUp;
    private bool _isCut;

    private ReadinessStream(Socket socket, ReadinessLoop loop)
    {
        _socket = socket;
        _loop = loop;
        _key = loop.NextKey();
        _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
    }

    public static bool IsSupported => Epoll.IsSupported;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Connects to the first of the host's addresses that answers.</summary>
    /// <param name="rest">See <see cref="ReadinessLoop"/>.</param>
    public static async Task<ReadinessStream> ConnectAsync(string host, int port, TimeSpan rest, CancellationToken cancellation)
    {
        var failure = new SocketException((int)SocketError.HostNotFound);
        foreach (var address in await Dns.GetHostAddressesAsync(host, cancellation))
        {
            var loop = new ReadinessLoop("mqtt-client", rest);
            // Packets are gathered before they are sent, so Nagle's algorithm could only delay them.
            var stream = new ReadinessStream(new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true }, loop);
            try
            {
                await stream.ConnectAsync(new IPEndPoint(address, port), cancellation);
                return stream;
            }
            catch (Exception e)
            {
                stream.Cut();
                await stream.DisposeAsync();
                cancellation.ThrowIfCancellationRequested();
                if (e is not SocketException refused)
                {
                    throw;
                }

                failure = refused;
            }
        }

        throw failure;
    }

    /// <summary>Runs something on the loop's thread, between reads.</summary>
    public void Post(IThreadPoolWorkItem work) => _loop.Post(work);

    public bool OnReady(uint ready)
    {
        if ((ready & (Epoll.Out | Epoll.Gone)) != 0)
        {
            WakeWriter();
        }

        return (ready & (Epoll.In | Epoll.Gone)) != 0 && Receive(hasHungUp: (ready & Epoll.Gone) != 0);
    }

    public void Cut()
    {
        bool isReading;
        lock (_gate)
        {
            if (_isCut)
            {
                return;
            }

            _isCut = true;
            isReading = _isReading;
            _isReading = false;
            _loop.Remove(_key, _descriptor);
            _socket.Dispose();
        }

        WakeWriter();
        if (isReading)
        {
            _read.SetResult(0);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.CanBeCanceled)
        {
            return ReadUntilCancelledAsync(buffer, cancellationToken);
        }

        lock (_gate)
        {
            if (_isCut)
            {
                return new ValueTask<int>(0);
            }

            if (_hasHungUp)
            {
                // No longer watched; what came before the end is still there.
                var count = Take(buffer, out var error);
                return count >= 0 ? new ValueTask<int>(count) : ValueTask.FromException<int>(Failure(error));
            }

            _buffer = buffer;
            _read.Reset();
            _isReading = true;
            if (_isPaused)
            {
                _isPaused = false;
                SetInterest();
            }

            return new ValueTask<int>(this, _read.Version);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var sent = _socket.Send(buffer.Span, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                return new ValueTask(WriteRestAsync(buffer, cancellationToken));
            }

            if (error != SocketError.Success)
            {
                return ValueTask.FromException(Failure(error));
            }

            buffer = buffer[sent..];
        }

        return ValueTask.CompletedTask;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    /// <summary>Returns at once; the loop's thread lets go of the socket, behind its rest at the latest, and ends.</summary>
    protected override void Dispose(bool disposing)
    {
        _loop.Dispose();
        base.Dispose(disposing);
    }

    private static IOException Failure(SocketError error)
    {
        var failure = new SocketException((int)error);
        return new IOException(failure.Message, failure);
    }

    private async Task ConnectAsync(IPEndPoint address, CancellationToken cancellation)
    {
        await using (cancellation.UnsafeRegister(static stream => ((ReadinessStream)stream!).Cut(), this))
        {
            try
            {
                _socket.Connect(address);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                // connect(2), EINPROGRESS: writable means decided, and SO_ERROR says how.
            }

            await WhenWritableAsync(isNew: true);
            cancellation.ThrowIfCancellationRequested();
            if ((int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! is not 0 and var error)
            {
                throw new SocketException(error);
            }
        }
    }

    private bool Receive(bool hasHungUp)
    {
        Memory<byte> buffer;
        int count;
        SocketError error;
        lock (_gate)
        {
            if (_isCut)
            {
                return false;
            }

            if (!_isReading)
            {
                // The consumer is full, and the peer is to feel it. An end is reported again and again, whatever is asked for: no longer
                // watched, it is found by the next read.
                _isPaused = true;
                _hasHungUp |= hasHungUp;
                if (hasHungUp)
                {
                    _loop.Ignore(_descriptor);
                }
                else
                {
                    SetInterest();
                }

                return false;
            }

            buffer = _buffer;
            count = Take(buffer, out error);
            if (error == SocketError.WouldBlock && !hasHungUp)
            {
                return false;
            }

            _isReading = false;
            _buffer = default;
        }

        if (count < 0)
        {
            _read.SetException(Failure(error));
            return false;
        }

        _read.SetResult(count);
        return count == buffer.Length;
    }

    /// <returns>Bytes read, 0 at the end, -1 with an error.</returns>
    private int Take(Memory<byte> buffer, out SocketError error)
    {
        if (buffer.IsEmpty)
        {
            error = SocketError.Success;
            return 0;
        }

        var count = _socket.Receive(buffer.Span, SocketFlags.None, out error);
        return error == SocketError.Success ? count : -1;
    }

    private async ValueTask<int> ReadUntilCancelledAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        await using (cancellation.UnsafeRegister(static stream => ((Stream)stream!).Dispose(), this))
        {
            var count = await ReadAsync(buffer, CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            return count;
        }
    }

    private async Task WriteRestAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellation)
    {
        await using (cancellation.UnsafeRegister(static stream => ((Stream)stream!).Dispose(), this))
        {
            while (rest.Length > 0)
            {
                var sent = _socket.Send(rest.Span, SocketFlags.None, out var error);
                if (error == SocketError.WouldBlock)
                {
                    await WhenWritableAsync();
                }
                else if (error != SocketError.Success)
                {
                    throw Failure(error);
                }
                else
                {
                    rest = rest[sent..];
                }
            }
        }
    }

    /// <param name="isNew">The loop does not know the socket yet.</param>
    private Task WhenWritableAsync(bool isNew = false)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isCut, this);
            _writable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!isNew)
            {
                SetInterest();
            }
            else if (!_loop.TryAdd(_key, this, _descriptor, Epoll.Out))
            {
                throw new SocketException((int)SocketError.OperationAborted);
            }

            return _writable.Task;
        }
    }

    private void WakeWriter()
    {
        TaskCompletionSource? writable;
        lock (_gate)
        {
            writable = _writable;
            _writable = null;
            if (writable is not null && !_isCut)
            {
                SetInterest();
            }
        }

        writable?.TrySetResult();
    }

    private void SetInterest() =>
        _loop.SetInterest(_key, _descriptor, (_isPaused ? 0 : Epoll.In) | (_writable is null ? 0 : Epoll.Out));
}
