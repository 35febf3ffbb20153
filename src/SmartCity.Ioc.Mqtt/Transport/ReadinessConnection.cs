using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace SmartCity.Ioc.Mqtt.Transport;

/// <summary>
/// A socket of the readiness loop as a Kestrel connection. The loop's thread writes what came into the input pipe, whose reader runs on at
/// once on the same thread. Both pipes give their memory back when they are empty, so an idle connection holds none.
/// </summary>
internal sealed class ReadinessConnection : DefaultConnectionContext, IConnectionSocketFeature, IReadinessSource
{
    // A reader that waits (the intake is full) stops the socket after this much.
    private static readonly PipeOptions InputOptions = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 64 * 1024,
        resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false);

    private static readonly PipeOptions OutputOptions = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 64 * 1024,
        resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false);

    // For what is on the way out, and for what the peer still sends.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly PipeWriter _received;
    private readonly PipeReader _toSend;
    private ReadinessLoop? _loop;
    private long _key;
    private int _descriptor;
    private bool _isReading = true;
    private bool _hasEnded;
    private bool _isOver;
    private volatile TaskCompletionSource? _drained;
    private TaskCompletionSource? _writable;
    private Task _sending = Task.CompletedTask;

    public ReadinessConnection(Socket socket, string id)
        : base(id)
    {
        Socket = socket;
        socket.Blocking = false;
        socket.NoDelay = true;
        var input = new Pipe(InputOptions);
        var output = new Pipe(OutputOptions);
        _received = input.Writer;
        _toSend = output.Reader;
        Transport = new Ends(input.Reader, output.Writer);
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        Features.Set<IConnectionSocketFeature>(this);
    }

    public Socket Socket { get; }

    /// <summary>Begins to read and to send. False: the loop has ended, or the socket is gone.</summary>
    public bool TryStart(ReadinessLoop loop)
    {
        _loop = loop;
        _key = loop.NextKey();
        _descriptor = (int)Socket.SafeHandle.DangerousGetHandle();
        _sending = SendAsync();
        return loop.TryAdd(_key, this, _descriptor, Epoll.In);
    }

    public bool OnReady(uint ready)
    {
        if ((ready & (Epoll.Out | Epoll.Gone)) != 0)
        {
            WakeSender();
        }

        return (ready & (Epoll.In | Epoll.Gone)) != 0 && Receive(isGone: (ready & Epoll.Gone) != 0);
    }

    public void Cut() => Abort();

    public override void Abort(ConnectionAbortedException abortReason)
    {
        lock (_gate)
        {
            _isOver = true;
        }

        try
        {
            // The loop sees the end and closes the input; the sender gives up.
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }

        WakeSender();
    }

    public override async ValueTask DisposeAsync()
    {
        await Transport.Input.CompleteAsync();
        await Transport.Output.CompleteAsync();
        try
        {
            // What is left is at most the pipe's content; a peer that does not take it is cut off.
            await _sending.WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            Abort();
            await _sending;
        }

        await DrainAsync();
        _loop?.Remove(_key, _descriptor);
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }

        Socket.Dispose();
        await base.DisposeAsync();
    }

    private bool Receive(bool isGone)
    {
        if (!_isReading && !isGone)
        {
            return false;
        }

        if (_drained is { } drained)
        {
            return Discard(drained, isGone);
        }

        var memory = _received.GetMemory(1);
        if (!TryRead(memory.Span, isGone, out var count, out var isEnd))
        {
            if (isEnd)
            {
                EndInput();
            }

            return false;
        }

        _received.Advance(count);
        var flushing = _received.FlushAsync();
        if (flushing.IsCompletedSuccessfully)
        {
            if (flushing.GetAwaiter().GetResult().IsCompleted)
            {
                // The handler has gone; only its DISCONNECT may still be on the way out.
                Pause();
            }
        }
        else
        {
            Pause();
            _ = ResumeAsync(flushing);
        }

        return count == memory.Length;
    }

    private void EndInput()
    {
        lock (_gate)
        {
            _hasEnded = true;
            _drained?.TrySetResult();
        }

        _received.Complete();
    }

    // What comes behind the end of the conversation.
    private bool Discard(TaskCompletionSource drained, bool isGone)
    {
        Span<byte> scrap = stackalloc byte[4096];
        if (TryRead(scrap, isGone, out var count, out var isEnd))
        {
            return count == scrap.Length;
        }

        if (isEnd)
        {
            drained.TrySetResult();
        }

        return false;
    }

    /// <param name="isEnd">Nothing will come any more, and the loop has forgotten the socket.</param>
    private bool TryRead(Span<byte> into, bool isGone, out int count, out bool isEnd)
    {
        count = 0;
        var error = SocketError.Success;
        try
        {
            count = Socket.Receive(into, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            // Like the end.
        }

        isEnd = (count <= 0 || error != SocketError.Success) && (error != SocketError.WouldBlock || isGone);
        if (isEnd)
        {
            _loop!.Remove(_key, _descriptor);
        }

        return !isEnd && error == SocketError.Success;
    }

    // A socket that is closed with bytes unread sends a reset, for which some systems throw away what they have received: the DISCONNECT that
    // says why (RFC 2525, section 2.17). So our half ends first, and the peer's is read to its end, for a moment.
    private async Task DrainAsync()
    {
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            lock (_gate)
            {
                if (_isOver || _hasEnded || _loop is null)
                {
                    return;
                }

                Socket.Shutdown(SocketShutdown.Send);
                _drained = drained;
                _isReading = true;
                SetInterest();
            }

            await drained.Task.WaitAsync(Linger, TimeProvider.System);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or TimeoutException)
        {
            // Gone already, or it goes on sending.
        }
    }

    private async Task ResumeAsync(ValueTask<FlushResult> flushing)
    {
        var result = await flushing;
        if (!result.IsCompleted)
        {
            lock (_gate)
            {
                _isReading = true;
                SetInterest();
            }
        }
    }

    private void Pause()
    {
        lock (_gate)
        {
            // The handler may have ended meanwhile, on this very thread; then what comes is read on.
            _isReading = _drained is not null;
            SetInterest();
        }
    }

    private void SetInterest() =>
        _loop!.SetInterest(_key, _descriptor, (_isReading ? Epoll.In : 0) | (_writable is null ? 0 : Epoll.Out));

    private void WakeSender()
    {
        TaskCompletionSource? writable;
        lock (_gate)
        {
            writable = _writable;
            _writable = null;
            if (writable is not null)
            {
                SetInterest();
            }
        }

        writable?.TrySetResult();
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var result = await _toSend.ReadAsync();
                foreach (var segment in result.Buffer)
                {
                    await SendAsync(segment);
                }

                _toSend.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer is gone; the writer learns of it from the completed reader.
        }

        await _toSend.CompleteAsync();
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var sent = Socket.Send(bytes.Span, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                await WhenWritableAsync();
            }
            else if (error != SocketError.Success)
            {
                throw new SocketException((int)error);
            }
            else
            {
                bytes = bytes[sent..];
            }
        }
    }

    private Task WhenWritableAsync()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                throw new SocketException((int)SocketError.ConnectionAborted);
            }

            _writable = new TaskCompletionSource();
            SetInterest();
            return _writable.Task;
        }
    }

    private sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
