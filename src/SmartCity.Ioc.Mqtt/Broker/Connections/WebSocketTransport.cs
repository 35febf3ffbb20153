using System.IO.Pipelines;
using System.Net.WebSockets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>
/// A WebSocket as a duplex pipe. Packets need not keep to frames ([MQTT-6.0.0-2]); a text frame ends the connection ([MQTT-6.0.0-1]).
/// </summary>
internal sealed class WebSocketTransport : IDuplexPipe, IAsyncDisposable
{
    private readonly WebSocketBytes _bytes;

    public WebSocketTransport(WebSocket socket)
    {
        _bytes = new WebSocketBytes(socket);
        Input = PipeReader.Create(_bytes, new StreamPipeReaderOptions(leaveOpen: true));
        Output = PipeWriter.Create(_bytes, new StreamPipeWriterOptions(leaveOpen: true));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync();
        await Output.CompleteAsync();
        await _bytes.DisposeAsync();
    }

    private sealed class WebSocketBytes(WebSocket socket) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (true)
            {
                ValueWebSocketReceiveResult result;
                try
                {
                    result = await socket.ReceiveAsync(buffer, cancellationToken);
                }
                catch (WebSocketException)
                {
                    return 0;
                }

                if (result.MessageType != WebSocketMessageType.Binary)
                {
                    return 0;
                }

                // An empty frame is not the end.
                if (result.Count > 0)
                {
                    return result.Count;
                }
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            }
            catch (WebSocketException e)
            {
                throw new IOException("The WebSocket is closed.", e);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
