using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>
/// What one connection has to send. Writers append under the session's lock; one of them at a time carries the bytes to the socket while
/// the others go on appending, so that packets leave together. Publishers look at <see cref="Pending"/> before they append; what the
/// protocol itself writes is bounded by receive maximum and window.
/// </summary>
internal sealed class OutputBuffer(Stream stream, Lock gate, AsyncSignal changed, Action sent, Action<Exception> failed)
{
    // A burst's memory is given back once a quieter time needs less.
    private const int KeepAtMost = 1024 * 1024;
    private ArrayBufferWriter<byte> _filling = new(512);
    private ArrayBufferWriter<byte> _sending = new(512);
    private bool _busy;
    private bool _closed;

    /// <summary>Only under the lock.</summary>
    public IBufferWriter<byte> Writer => _filling;

    /// <summary>Bytes that wait. Only under the lock.</summary>
    public int Pending => _filling.WrittenCount;

    /// <summary>Nothing waits and nothing is being written. Only under the lock.</summary>
    public bool IsIdle => !_busy && _filling.WrittenCount == 0;

    /// <summary>Sends what waits, on the caller's thread as long as the socket takes it. Not under the lock.</summary>
    public void Flush()
    {
        lock (gate)
        {
            if (_busy || _closed || _filling.WrittenCount == 0)
            {
                return;
            }

            _busy = true;
        }

        Send();
    }

    public void Close()
    {
        lock (gate)
        {
            _closed = true;
        }
    }

    // No async method on the way that nearly every write takes: the socket takes it at once, and nothing is allocated.
    private void Send()
    {
        try
        {
            while (TryNext())
            {
                var writing = stream.WriteAsync(_sending.WrittenMemory);
                if (!writing.IsCompletedSuccessfully)
                {
                    _ = SendOnAsync(writing);
                    return;
                }

                writing.GetAwaiter().GetResult();
                Recycle();
            }
        }
        catch (Exception e) when (IsOfTheConnection(e))
        {
            failed(e);
        }
    }

    private async Task SendOnAsync(ValueTask writing)
    {
        try
        {
            await writing;
            Recycle();
        }
        catch (Exception e) when (IsOfTheConnection(e))
        {
            failed(e);
            return;
        }

        Send();
    }

    private static bool IsOfTheConnection(Exception e) =>
        e is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException
            or System.Net.Sockets.SocketException or System.Net.WebSockets.WebSocketException;

    private bool TryNext()
    {
        lock (gate)
        {
            if (_filling.WrittenCount == 0 || _closed)
            {
                _busy = false;
                changed.Pulse();
                return false;
            }

            (_filling, _sending) = (_sending, _filling);
            changed.Pulse();
            sent();
            return true;
        }
    }

    private void Recycle()
    {
        if (_sending.Capacity > KeepAtMost)
        {
            _sending = new ArrayBufferWriter<byte>(512);
        }

        _sending.ResetWrittenCount();
    }
}
