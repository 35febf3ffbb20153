using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace SmartCity.Ioc.Testing.Hub;

/// <summary>
/// A SignalR client of a few lines: JSON hub protocol over one WebSocket, negotiation skipped. It reads the socket only while a test waits
/// for something, so a test that does not read is a client that does not read.
/// </summary>
public sealed class HubClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly JsonHubProtocol _protocol = new();
    private readonly Dictionary<string, HubSubscription> _streams = [];
    private readonly ArrayBufferWriter<byte> _received = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private int _consumed;
    private int _lastId;

    private HubClient(ClientWebSocket socket) => _socket = socket;

    /// <summary>Bytes received so far.</summary>
    public long BytesReceived { get; private set; }

    public WebSocketState State => _socket.State;

    /// <param name="server">The server's base address (<c>http://127.0.0.1:port</c>).</param>
    /// <exception cref="WebSocketException">The hand-shake was refused; the message names the status.</exception>
    public static async Task<HubClient> ConnectAsync(
        Uri server, string? origin = null, string? apiKey = null, int? receiveBuffer = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        var socket = new ClientWebSocket();
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        if (receiveBuffer is { } size)
        {
            socket.Options.SetBuffer(size, size);
        }

        var query = apiKey is null ? string.Empty : $"?access_token={Uri.EscapeDataString(apiKey)}";
        await socket.ConnectAsync(new Uri($"ws://{server.Authority}/hubs/live{query}"), cancellation).ConfigureAwait(false);
        var client = new HubClient(socket);
        var handshake = new ArrayBufferWriter<byte>();
        HandshakeProtocol.WriteRequestMessage(new HandshakeRequestMessage("json", 1), handshake);
        await socket.SendAsync(handshake.WrittenMemory, WebSocketMessageType.Text, true, cancellation).ConfigureAwait(false);
        await client.ReadHandshakeAsync(cancellation).ConfigureAwait(false);
        return client;
    }

    /// <summary>Starts a server-to-client stream.</summary>
    public async Task<HubSubscription> StreamAsync(string method, object? request, CancellationToken cancellation = default)
    {
        var id = (++_lastId).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var stream = new HubSubscription(this);
        _streams.Add(id, stream);
        await WriteAsync(new StreamInvocationMessage(id, method, [request]), cancellation).ConfigureAwait(false);
        return stream;
    }

    /// <summary>Calls a method that answers nothing.</summary>
    public Task SendAsync(string method, params object?[] arguments) => WriteAsync(new InvocationMessage(method, arguments), default);

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        _sending.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads one message and hands it to its stream.</summary>
    /// <returns>False when the server has ended the connection.</returns>
    internal async Task<bool> ReadMessageAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var data = new ReadOnlySequence<byte>(_received.WrittenMemory[_consumed..]);
            var before = data.Length;
            if (_protocol.TryParseMessage(ref data, Binder.Instance, out var message))
            {
                _consumed += (int)(before - data.Length);
                Hand(message);
                return message is not CloseMessage;
            }

            if (!await ReceiveAsync(cancellation).ConfigureAwait(false))
            {
                return false;
            }
        }
    }

    private void Hand(HubMessage message)
    {
        switch (message)
        {
            case StreamItemMessage item when _streams.TryGetValue(item.InvocationId!, out var stream):
                stream.Add((JsonElement)item.Item!);
                break;
            case CompletionMessage completion when _streams.TryGetValue(completion.InvocationId!, out var stream):
                stream.Complete(completion.Error);
                break;
            case CloseMessage close:
                foreach (var stream in _streams.Values)
                {
                    stream.Complete(close.Error ?? "closed");
                }

                break;
        }
    }

    private async Task ReadHandshakeAsync(CancellationToken cancellation)
    {
        HandshakeResponseMessage? response = null;
        while (response is null)
        {
            if (!await ReceiveAsync(cancellation).ConfigureAwait(false))
            {
                throw new IOException("The server closed before the hand-shake.");
            }

            var data = new ReadOnlySequence<byte>(_received.WrittenMemory[_consumed..]);
            var before = data.Length;
            if (HandshakeProtocol.TryParseResponseMessage(ref data, out response))
            {
                _consumed += (int)(before - data.Length);
            }
        }

        if (response.Error is { } error)
        {
            throw new IOException(error);
        }
    }

    private async Task<bool> ReceiveAsync(CancellationToken cancellation)
    {
        if (_consumed == _received.WrittenCount)
        {
            _received.ResetWrittenCount();
            _consumed = 0;
        }

        var result = await _socket.ReceiveAsync(_received.GetMemory(16 * 1024), cancellation).ConfigureAwait(false);
        _received.Advance(result.Count);
        BytesReceived += result.Count;
        return result.MessageType != WebSocketMessageType.Close;
    }

    private async Task WriteAsync(HubMessage message, CancellationToken cancellation)
    {
        var bytes = _protocol.GetMessageBytes(message);
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, true, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    private sealed class Binder : IInvocationBinder
    {
        public static Binder Instance { get; } = new();

        public Type GetReturnType(string invocationId) => typeof(JsonElement);

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [];

        public Type GetStreamItemType(string streamId) => typeof(JsonElement);
    }
}
